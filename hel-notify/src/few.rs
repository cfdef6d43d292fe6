//! A list that nearly always has no element or one, and then allocates nothing.

/// A sequence of elements: the first lies inline, only the others on the heap.
pub(crate) struct Few<T> {
    /// `None` only if `rest` is empty too.
    first: Option<T>,
    rest: Vec<T>,
}

impl<T> Few<T> {
    #[cfg(all(test, not(hel_loom)))]
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
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self { first: None, rest: Vec::new() }
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = std::iter::Chain<std::option::IntoIter<T>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.first.into_iter().chain(self.rest)
    }
}

#[cfg(all(test, not(hel_loom)))]
mod tests {
    use super::Few;

    #[test]
    fn keeps_what_is_pushed_in_order() {
        let mut few = Few::default();
        assert_eq!(few.len(), 0);
        (0..4).for_each(|element| few.push(element));
        assert_eq!(few.len(), 4);
        assert!(few.into_iter().eq(0..4));
    }
}
