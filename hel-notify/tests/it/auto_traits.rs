//! What may cross threads, move, and be used after a caught panic; and what may not.

use crate::support::Take;
use hel_notify::{Notify, Operation, Waiting};
use static_assertions::{assert_impl_all, assert_not_impl_any, assert_obj_safe};
use std::fmt::Debug;
use std::marker::PhantomPinned;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::rc::Rc;

/// Never ready. Has the auto traits of `T`.
struct Never<T>(T);

impl<T> Operation for Never<T> {
    type Output = ();

    fn attempt(&mut self) -> Option<()> {
        None
    }

    fn watch(&self, _watch: &mut dyn FnMut(usize)) {}

    fn event(&self, _key: usize) -> &Notify {
        unreachable!("no key was named")
    }

    fn leaves_more(&self, _key: usize) -> bool {
        let _ = &self.0;
        false
    }
}

assert_impl_all!(Notify: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Debug, Default);
assert_impl_all!(Waiting<Take<'static>>: Send, Sync, Unpin, Debug);
assert_impl_all!(Waiting<Never<PhantomPinned>>: Send, Unpin, Debug);
assert_impl_all!(Waiting<Never<Rc<()>>>: Unpin, Debug);
assert_not_impl_any!(Waiting<Never<Rc<()>>>: Send, Sync);
assert_not_impl_any!(Waiting<Take<'static>>: Clone);
assert_obj_safe!(Operation<Output = ()>);
