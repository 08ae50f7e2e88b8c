//! The allocator of a guest: a bump pointer over an arena in initial memory.
//!
//! Every evaluation has an instance of its own, so nothing is worth giving back, and an
//! arena that is there from the start means no `memory.grow` and no system call in an
//! evaluation. When it is full, `std`'s allocator takes over and grows the memory.

#![cfg(target_arch = "wasm32")]
#![allow(
    unsafe_code,
    reason = "an allocator; reviewed, and run by every plugin's tests"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::{Cell, UnsafeCell},
};

/// Enough for twenty facts and their answer; each further page would be cleared after
/// every evaluation.
const SIZE: usize = 64 * 1024;

#[repr(align(16))]
struct Arena {
    bytes: UnsafeCell<[u8; SIZE]>,
    used: Cell<usize>,
}

// SAFETY: a component of this contract has one thread; the target has no threads at all.
unsafe impl Sync for Arena {}

impl Arena {
    fn base(&self) -> *mut u8 {
        self.bytes.get().cast()
    }

    /// The offset of `pointer`, if it lies in the arena.
    fn offset(&self, pointer: *mut u8) -> Option<usize> {
        (pointer as usize)
            .checked_sub(self.base() as usize)
            .filter(|offset| *offset < SIZE)
    }

    /// Reserves `size` bytes at an aligned offset.
    fn take(&self, size: usize, align: usize) -> Option<*mut u8> {
        let start = self.used.get().checked_next_multiple_of(align.max(1))?;
        let end = start.checked_add(size)?;
        if end > SIZE || align > 16 {
            return None;
        }
        self.used.set(end);
        // SAFETY: `start <= end <= SIZE`, so the pointer is within the arena.
        Some(unsafe { self.base().add(start) })
    }
}

// SAFETY: a block is given out once, lies within the arena and is aligned: the arena is
// aligned to 16 and larger alignments go to `System`, as does every block from outside.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match self.take(layout.size(), layout.align()) {
            Some(block) => block,
            // SAFETY: the caller's promise is passed on.
            None => unsafe { System.alloc(layout) },
        }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if self.offset(block).is_none() {
            // SAFETY: what is not in the arena came from `System`.
            unsafe { System.dealloc(block, layout) }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let Some(offset) = self.offset(block) else {
            // SAFETY: what is not in the arena came from `System`.
            return unsafe { System.realloc(block, layout, new_size) };
        };
        let last = offset + layout.size() == self.used.get();
        if last && offset + new_size <= SIZE {
            self.used.set(offset + new_size);
            return block;
        }
        if new_size <= layout.size() {
            return block;
        }
        // SAFETY: the new block is another one and at least as long as what is copied.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !new.is_null() {
                std::ptr::copy_nonoverlapping(block, new, layout.size());
            }
            new
        }
    }
}

#[global_allocator]
static ARENA: Arena = Arena {
    bytes: UnsafeCell::new([0; SIZE]),
    used: Cell::new(0),
};
