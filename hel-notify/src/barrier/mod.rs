//! The two sides of the store-load barrier between publishing and sleeping.
//!
//! The hot side calls [`light`] between a store ("the item is there") and a load ("does anybody wait?"). The cold side
//! calls [`heavy`] between a store ("I wait") and a load ("is there an item?"). The guarantee is about each *pair*:
//!
//! > Of one `light()` and one `heavy()`, one is first. What was stored before the first is seen by the loads after the
//! > second.
//!
//! So either the hot side sees the waiter or the waiter sees the item, or both. Nothing is promised between two calls of
//! `light()`.
//!
//! | implementation | `light()` | `heavy()` | where |
//! | --- | --- | --- | --- |
//! | [`fence`] | `fence(SeqCst)` | `fence(SeqCst)` | everywhere |
//!
//! An asymmetric pair (nothing but a compiler fence on the hot side, a process-wide barrier on the cold one) has the same
//! face; its file is the next row of the table.

mod fence;

pub(crate) use self::fence::{heavy, light};
