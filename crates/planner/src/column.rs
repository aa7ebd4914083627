//! One value for each building or each grid, by number.

/// Values by number. Reading past the end gives the default: numbers are made by the graph, and a
/// wrong one must not stop the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column<T>(Vec<T>);

impl<T: Copy + Default> Column<T> {
    /// So many defaults.
    pub(crate) fn new(len: usize) -> Self {
        Self(vec![T::default(); len])
    }

    pub(crate) fn get(&self, at: usize) -> T {
        self.0.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, at: usize, value: T) {
        if let Some(slot) = self.0.get_mut(at) {
            *slot = value;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = T> + '_ {
        self.0.iter().copied()
    }
}

impl<T> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}
