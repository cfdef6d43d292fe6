//! A list that is nearly always empty or of one element, and then allocates nothing.

use std::mem;

/// A bag of elements: the first lies inline, only the others on the heap.
#[derive(Debug)]
pub(crate) struct Few<T> {
    /// `None` only if `rest` is empty too.
    first: Option<T>,
    rest: Vec<T>,
}

impl<T> Few<T> {
    pub(crate) const fn new() -> Self {
        Self { first: None, rest: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.len()
    }

    pub(crate) fn push(&mut self, element: T) {
        if self.first.is_none() {
            self.first = Some(element);
        } else {
            self.rest.push(element);
        }
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        self.rest.pop().or_else(|| self.first.take())
    }

    /// Takes out the element at `index` and puts the last one in its place.
    pub(crate) fn swap_remove(&mut self, index: usize) -> T {
        let last = self.pop().expect(IN_RANGE);
        if index == self.len() { last } else { mem::replace(self.get_mut(index), last) }
    }

    /// The element at `index`, which must be below `len`.
    pub(crate) fn get(&self, index: usize) -> &T {
        match index.checked_sub(1) {
            None => self.first.as_ref().expect(IN_RANGE),
            Some(index) => &self.rest[index],
        }
    }

    /// As [`get`](Self::get).
    pub(crate) fn get_mut(&mut self, index: usize) -> &mut T {
        match index.checked_sub(1) {
            None => self.first.as_mut().expect(IN_RANGE),
            Some(index) => &mut self.rest[index],
        }
    }

    pub(crate) fn clear(&mut self) {
        self.first = None;
        self.rest.clear();
    }
}

impl<T: PartialEq> Few<T> {
    pub(crate) fn contains(&self, element: &T) -> bool {
        self.first.as_ref() == Some(element) || self.rest.contains(element)
    }
}

/// What a caller promises of an index.
const IN_RANGE: &str = "the index is below the length";

#[cfg(all(test, not(loom)))]
mod tests {
    use super::Few;

    #[test]
    fn keeps_what_is_pushed_until_it_is_taken() {
        let mut few = Few::new();
        for element in 0..4 {
            few.push(element);
        }
        assert_eq!(few.len(), 4);
        assert_eq!(few.swap_remove(0), 0);
        assert_eq!(few.swap_remove(2), 2);
        assert_eq!((*few.get(0), *few.get(1)), (3, 1));
        assert!(few.contains(&1) && !few.contains(&2));
        assert_eq!(few.pop(), Some(1));
        assert_eq!(few.swap_remove(0), 3);
        assert_eq!(few.pop(), None);
        assert_eq!(few.len(), 0);
    }
}
