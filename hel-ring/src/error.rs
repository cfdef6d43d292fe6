//! Why a ring refused.

use core::{error, fmt};

/// A push that did not happen; the value comes back.
///
/// ```
/// use hel_ring::{PushError, mpmc::Ring};
///
/// let ring = Ring::<_, 1>::new();
/// ring.push("first")?;
/// assert_eq!(ring.push("second"), Err(PushError::Full("second")));
/// # Ok::<(), PushError<&str>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PushError<T> {
    /// There was no free slot; a later push may find one.
    Full(T),
    /// The ring is closed; no later push succeeds.
    Closed(T),
}

impl<T> PushError<T> {
    /// The value that was not pushed.
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<_, 1>::new();
    /// ring.push("first").unwrap();
    /// assert_eq!(ring.push("second").unwrap_err().into_inner(), "second");
    /// ```
    pub fn into_inner(self) -> T {
        match self {
            Self::Full(value) | Self::Closed(value) => value,
        }
    }

    /// Whether the ring was full.
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 1>::new();
    /// ring.push(1).unwrap();
    /// assert!(ring.push(2).unwrap_err().is_full());
    /// ```
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full(_))
    }

    /// Whether the ring was closed.
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 1>::new();
    /// ring.close();
    /// assert!(ring.push(1).unwrap_err().is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

impl PushError<()> {
    /// The same error with the value that a push by reference has left in its slot.
    #[cold]
    pub(crate) fn with<T>(self, slot: Option<T>) -> PushError<T> {
        let value = slot.expect("hel-ring: a value that was not pushed stays in its slot");
        match self {
            Self::Full(()) => PushError::Full(value),
            Self::Closed(()) => PushError::Closed(value),
        }
    }
}

impl<T> fmt::Debug for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "Full(..)",
            Self::Closed(_) => "Closed(..)",
        })
    }
}

impl<T> fmt::Display for PushError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Full(_) => "pushing into a full ring",
            Self::Closed(_) => "pushing into a closed ring",
        })
    }
}

impl<T> error::Error for PushError<T> {}

/// A pop that found nothing.
///
/// ```
/// use hel_ring::{PopError, mpmc::Ring};
///
/// let ring = Ring::<u32, 8>::new();
/// assert_eq!(ring.pop(), Err(PopError::Empty));
/// ring.close();
/// assert_eq!(ring.pop(), Err(PopError::Closed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PopError {
    /// Nothing was there to be taken; a later pop may find something.
    Empty,
    /// The ring is closed and drained; no later pop finds anything.
    Closed,
}

impl PopError {
    /// Whether the ring was empty but open, or not yet drained.
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// assert!(ring.pop().unwrap_err().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Whether the ring was closed and drained.
    ///
    /// # Examples
    ///
    /// ```
    /// let ring = hel_ring::mpmc::Ring::<u32, 8>::new();
    /// ring.close();
    /// assert!(ring.pop().unwrap_err().is_closed());
    /// ```
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Closed)
    }
}

impl fmt::Display for PopError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "popping from an empty ring",
            Self::Closed => "popping from a closed and drained ring",
        })
    }
}

impl error::Error for PopError {}

/// A batch that met a closed ring; its values are where they were.
///
/// ```
/// use hel_ring::{Closed, mpmc::Ring};
/// use std::collections::VecDeque;
///
/// let ring = Ring::<u32, 8>::new();
/// ring.close();
/// let mut items = VecDeque::from([1, 2]);
/// assert_eq!(ring.push_batch(&mut items), Err(Closed));
/// assert_eq!(items, [1, 2]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pushing a batch into a closed ring")
    }
}

impl error::Error for Closed {}
