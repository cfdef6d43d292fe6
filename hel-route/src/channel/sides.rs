//! Where the two sides of a ring sleep, and what each keeps beside that, on lines of its own.

use hel_notify::{Notify, Wait};

/// A value on cache lines of its own: 128 bytes, since processors fetch lines in pairs.
#[repr(align(128))]
#[derive(Default)]
struct Line<V>(V);

/// The two events of a ring, and what each side knows. A shard's sides know the two [`End`](super::End)s of the ring besides, those of a lane `()`.
///
/// The words that one side reads after each of its operations stand on lines that the other side does not write on its hot
/// path: `after_send` is read by senders and written by receivers that go to sleep, `after_receive` the other way round.
pub(crate) struct Sides<E> {
    after_send: Line<AfterUse<E>>,
    after_receive: Line<AfterUse<E>>,
}

/// What one side reads at each of its operations.
#[derive(Default)]
struct AfterUse<E> {
    /// Where the other side sleeps.
    event: Notify,
    /// Who of this side was here last.
    end: E,
    /// How threads wait on both sides.
    wait: Wait,
}

impl<E: Default> Sides<E> {
    /// Sides whose receivers sleep on `items`, and whose senders on `room`.
    pub(crate) fn new(items: Notify, room: Notify, wait: Wait) -> Self {
        // Here, so that no message waits for the system. There is no other way to make a ring's sides.
        hel_notify::prepare();
        let after_use = |event| Line(AfterUse { event, end: E::default(), wait });
        Self { after_send: after_use(items), after_receive: after_use(room) }
    }
}

impl<E> Sides<E> {
    /// Receivers sleep here until something is queued.
    #[inline]
    pub(crate) fn items(&self) -> &Notify {
        &self.after_send.0.event
    }

    /// Senders sleep here until a slot is free.
    #[inline]
    pub(crate) fn room(&self) -> &Notify {
        &self.after_receive.0.event
    }

    /// How threads wait here.
    pub(crate) fn wait(&self) -> Wait {
        self.after_send.0.wait
    }

    /// Who sent last.
    #[inline]
    pub(crate) fn sending(&self) -> &E {
        &self.after_send.0.end
    }

    /// Who received last.
    #[inline]
    pub(crate) fn receiving(&self) -> &E {
        &self.after_receive.0.end
    }
}
