//! What a panic says, for a program that shows it as an error of its own.

use std::any::Any;
use std::panic;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the latest panic said, and where: the panic itself carries no place, and none of a worker's has one.
static LATEST: Mutex<Option<String>> = Mutex::new(None);

fn latest() -> MutexGuard<'static, Option<String>> {
    LATEST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on a panic is kept for [`describe`]. It is printed, as before, where `RUST_BACKTRACE` asks for more.
pub fn keep() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(|place| format!(" ({}:{})", place.file(), place.line()));
        *latest() = Some(message(panic.payload()).to_owned() + &place.unwrap_or_default());
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|wanted| wanted != "0") {
            print(panic);
        }
    }));
}

/// What a panic that was caught says, and where it happened if that was kept.
#[must_use]
pub fn describe(panic: &(dyn Any + Send)) -> String {
    let message = message(panic);
    latest().take().filter(|latest| latest.starts_with(message)).unwrap_or_else(|| message.to_owned())
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied()).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_panic_is_described_by_its_message_and_its_place() {
        let print = panic::take_hook();
        keep();
        let wings = 3;
        let of_worker = thread::spawn(move || assert_eq!(wings, 2, "wings")).join().unwrap_err();
        let description = describe(&*of_worker);
        panic::set_hook(print);
        assert!(description.starts_with("assertion `left == right` failed: wings\n"), "{description}");
        assert!(description.contains("bug.rs:"), "{description}");
        // One that nobody has kept.
        assert_eq!(describe(&"another"), "another");
        assert_eq!(describe(&7), "no message");
    }
}
