//! Repair `receive`. `explore` found an order in which the reader sleeps for ever, with the mail in the box.
//!
//! The reader waits for mail. If there is none, it leaves word where the postman looks, and parks. The postman
//! (`deliver`, which is right) puts the mail in and readies who has left word. The test prints the schedule: who took
//! each step, up to the end.

use ground::park::{self, Waiter};
use ground::stage::Shared;

/// Waits for the mail, and takes it out.
pub fn receive(mail: &Shared<Option<u32>>, word: &Shared<Option<Waiter>>) -> u32 {
    // exercise: begin
    //~ loop {
    //~     if let Some(letter) = mail.update(Option::take) {
    //~         return letter;
    //~     }
    //~     word.set(Some(park::current()));
    //~     park::park();
    //~ }
    loop {
        word.set(Some(park::current()));
        if let Some(letter) = mail.update(Option::take) {
            return letter;
        }
        park::park();
    }
    // exercise: end
}

/// Puts the mail in, and wakes who waits for it.
pub fn deliver(mail: &Shared<Option<u32>>, word: &Shared<Option<Waiter>>, letter: u32) {
    mail.set(Some(letter));
    if let Some(reader) = word.update(Option::take) {
        reader.ready();
    }
}
