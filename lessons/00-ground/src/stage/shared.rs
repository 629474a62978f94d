//! A cell that puppets share, and that declares every access.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use super::current::before_access;

/// A value that puppets share. Each access is a schedule point *before* the access, and declares what it touches:
/// the unit from which [`super::explore`] works out which orders differ. Made by [`super::Stage::shared`].
///
/// A clone is a handle to the same value, as a pointer in Go is.
pub struct Shared<T> {
    inner: Rc<Inner<T>>,
}

struct Inner<T> {
    /// Its number on the stage: the same in every run that came the same way.
    number: u32,
    value: RefCell<T>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared { inner: Rc::clone(&self.inner) }
    }
}

impl<T> Shared<T> {
    pub(super) fn new(number: u32, value: T) -> Shared<T> {
        Shared { inner: Rc::new(Inner { number, value: RefCell::new(value) }) }
    }

    /// A copy of the value.
    pub fn get(&self) -> T
    where
        T: Clone,
    {
        before_access(self.inner.number, false);
        self.inner.value.try_borrow().expect("a shared cell is in use: its update must not wait").clone()
    }

    /// Writes the value.
    pub fn set(&self, value: T) {
        self.update(|v| *v = value);
    }

    /// Reads and writes in one step, as an atomic operation does.
    ///
    /// # Panics
    /// If `f` itself waits or comes to a schedule point, and another puppet then uses the cell, that one panics with
    /// `a shared cell is in use: its update must not wait`.
    pub fn update<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        before_access(self.inner.number, true);
        f(&mut self.inner.value.try_borrow_mut().expect("a shared cell is in use: its update must not wait"))
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.inner.value.try_borrow() {
            Ok(value) => value.fmt(f),
            Err(_) => f.write_str("<in use>"),
        }
    }
}
