//! Sending many values, each to the shard of its key.
//!
//! Before anything is sent, the batch is split into one queue per shard, so a key function that panics leaves the caller's buffer
//! unchanged. Then each queue is sent on its own, so a full or closed shard delays no other. At the end the unsent items go back
//! into the buffer in their original order. The cost is linear in the batch.

use std::collections::VecDeque;

use hel_notify::{Notify, Operation, Wait};
use hel_ring::Closed;

use super::Nudge;
use super::send_batch::BatchOp;
use crate::channel::SharedSend;
use crate::channel::sealed::Paced;
use crate::errors::{BatchErrorKind, BatchSendError};
use crate::mpmc::Sender;

/// Sends a batch, split by shard.
pub(crate) struct KeyedBatchOp<'a, 'b, T, const CAP: usize> {
    senders: &'a [Sender<T, CAP>],
    split: Split<'b, T>,
    sent: usize,
}

impl<'a, 'b, T, const CAP: usize> KeyedBatchOp<'a, 'b, T, CAP> {
    /// Splits `buffer` by `shard_of`: an item's index into `senders`, or `senders.len()` for an item without a shard.
    pub(crate) fn new(
        senders: &'a [Sender<T, CAP>],
        buffer: &'b mut Vec<T>,
        shard_of: impl FnMut(&T) -> usize,
    ) -> Self {
        let order = buffer.iter().map(shard_of).collect();
        Self { senders, split: Split::take(buffer, senders.len(), order), sent: 0 }
    }

    /// Whether each item has a shard.
    pub(crate) fn all_known(&self) -> bool {
        self.split.queues[self.senders.len()].items.is_empty()
    }
}

impl<T, const CAP: usize> Operation for KeyedBatchOp<'_, '_, T, CAP> {
    type Output = Result<usize, BatchSendError>;

    fn attempt(&mut self) -> Option<Self::Output> {
        let mut waiting = false;
        for (queue, sender) in self.split.queues.iter_mut().zip(self.senders) {
            while !queue.items.is_empty() && !queue.closed {
                match sender.push_batch(&mut queue.items) {
                    Ok(0) => {
                        waiting = true;
                        break;
                    }
                    Ok(count) => {
                        queue.sent += count;
                        self.sent += count;
                    }
                    Err(Closed) => queue.closed = true,
                }
            }
        }
        if waiting {
            None
        } else if self.split.has_closed() {
            Some(Err(self.left_over(BatchErrorKind::Disconnected)))
        } else {
            Some(Ok(self.sent))
        }
    }

    /// It waits for several shards, as a rule.
    fn only(&self) -> Option<usize> {
        None
    }

    /// Room in any open shard that has items left may let the batch go on.
    fn watch(&self, watch: &mut dyn FnMut(usize)) {
        for (index, (queue, _)) in self.split.queues.iter().zip(self.senders).enumerate() {
            if !queue.items.is_empty() && !queue.closed {
                watch(index);
            }
        }
    }

    fn event(&self, key: usize) -> &Notify {
        self.senders[key].room()
    }

    fn leaves_more(&self, key: usize) -> bool {
        self.senders[key].has_room()
    }

    fn policy(&self) -> Wait {
        self.senders[0].wait()
    }
}

impl<T, const CAP: usize> Nudge for KeyedBatchOp<'_, '_, T, CAP> {
    fn nudge(&self) {
        for (queue, sender) in self.split.queues.iter().zip(self.senders) {
            if !queue.items.is_empty() {
                sender.nudge();
            }
        }
    }
}

impl<T, const CAP: usize> BatchOp for KeyedBatchOp<'_, '_, T, CAP> {
    fn left_over(&self, kind: BatchErrorKind) -> BatchSendError {
        let kind = if self.split.has_closed() { BatchErrorKind::Disconnected } else { kind };
        BatchSendError { sent: self.sent, kind }
    }
}

/// The caller's items, one queue per shard. Its drop puts the unsent items back into the buffer, in order.
struct Split<'b, T> {
    /// By shard index; the last one holds the items without a shard.
    queues: Vec<ShardQueue<T>>,
    /// The shard of each item, in the order of the buffer.
    order: Vec<usize>,
    buffer: &'b mut Vec<T>,
}

/// The items of one shard.
struct ShardQueue<T> {
    items: VecDeque<T>,
    sent: usize,
    closed: bool,
}

impl<'b, T> Split<'b, T> {
    /// `order` is the shard of each item. The caller's functions, which may panic, have run already.
    fn take(buffer: &'b mut Vec<T>, shards: usize, order: Vec<usize>) -> Self {
        let mut queues: Vec<_> =
            (0..=shards).map(|_| ShardQueue { items: VecDeque::new(), sent: 0, closed: false }).collect();
        let mut items = buffer.drain(..);
        for &shard in &order {
            queues[shard].items.push_back(items.next().expect("hel: each item has its shard"));
        }
        drop(items);
        Self { queues, order, buffer }
    }

    /// Whether a closed shard has items left.
    fn has_closed(&self) -> bool {
        self.queues.iter().any(|queue| queue.closed && !queue.items.is_empty())
    }
}

impl<T> Drop for Split<'_, T> {
    fn drop(&mut self) {
        // Each queue was sent from its front, so skip as many items as were sent. The buffer kept its allocation.
        for &shard in &self.order {
            let queue = &mut self.queues[shard];
            if queue.sent > 0 {
                queue.sent -= 1;
            } else if let Some(item) = queue.items.pop_front() {
                self.buffer.push(item);
            }
        }
    }
}
