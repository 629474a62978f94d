//! Takes being woken for mail. A park may return for nothing.

use ground::park::{self, Waiter};
use ground::stage::Shared;

/// Waits for the mail, and takes it out.
pub fn receive(mail: &Shared<Option<u32>>, word: &Shared<Option<Waiter>>) -> u32 {
    word.set(Some(park::current()));
    if let Some(letter) = mail.update(Option::take) {
        return letter;
    }
    park::park();
    mail.update(Option::take).expect("somebody woke me, so there is mail")
}

/// Puts the mail in, and wakes who waits for it.
pub fn deliver(mail: &Shared<Option<u32>>, word: &Shared<Option<Waiter>>, letter: u32) {
    mail.set(Some(letter));
    if let Some(reader) = word.update(Option::take) {
        reader.ready();
    }
}
