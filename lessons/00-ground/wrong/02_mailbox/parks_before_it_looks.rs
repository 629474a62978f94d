//! Leaves word and parks at once. If the mail was there first, nobody comes any more.

use ground::park::{self, Waiter};
use ground::stage::Shared;

/// Waits for the mail, and takes it out.
pub fn receive(mail: &Shared<Option<u32>>, word: &Shared<Option<Waiter>>) -> u32 {
    loop {
        word.set(Some(park::current()));
        park::park();
        if let Some(letter) = mail.update(Option::take) {
            return letter;
        }
    }
}

/// Puts the mail in, and wakes who waits for it.
pub fn deliver(mail: &Shared<Option<u32>>, word: &Shared<Option<Waiter>>, letter: u32) {
    mail.set(Some(letter));
    if let Some(reader) = word.update(Option::take) {
        reader.ready();
    }
}
