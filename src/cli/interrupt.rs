//! Ctrl-C: the futures in hand are finished, what is whole is kept and marked.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::console;
use super::ending::Ending;

static CANCELLED: AtomicBool = AtomicBool::new(false);
static LISTENING: OnceLock<bool> = OnceLock::new();

/// Listens for Ctrl-C from now on; the flag says whether it came. A second one ends at once.
pub(super) fn listen() -> &'static AtomicBool {
    LISTENING.get_or_init(|| {
        // Where the system refuses, Ctrl-C ends the program as it does any other.
        ctrlc::set_handler(|| {
            if CANCELLED.swap(true, Ordering::SeqCst) {
                std::process::exit(Ending::Cancelled as i32);
            }
            console::tell("cancelling: the futures in hand are finished first (again to stop now)");
        })
        .is_ok()
    });
    &CANCELLED
}

/// Whether Ctrl-C came.
pub(super) fn came() -> bool {
    CANCELLED.load(Ordering::SeqCst)
}
