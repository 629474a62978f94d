//! What an answer to exercise 2.3 must do.

use super::answer::{Hchan, Woken};

kit::tests![
    every_receiver_is_woken_with_nothing,
    every_sender_gets_its_value_back,
    what_was_sent_can_still_be_received,
    a_second_close_panics,
];

fn every_receiver_is_woken_with_nothing() {
    let mut ch = Hchan { recvq: [3, 1, 2].into(), ..Hchan::default() };
    assert_eq!(ch.close(), Woken { receivers: vec![3, 1, 2], senders: vec![] });
    assert!(ch.recvq.is_empty(), "they have left the queue");
    assert_eq!((ch.receive(), ch.receive()), (Ok(None), Ok(None)), "for ever");
}

fn every_sender_gets_its_value_back() {
    let mut ch = Hchan { buffer: [1].into(), sendq: [(7, 70), (8, 80)].into(), ..Hchan::default() };
    assert_eq!(ch.close(), Woken { receivers: vec![], senders: vec![(7, 70), (8, 80)] });
    assert_eq!((ch.receive(), ch.receive()), (Ok(Some(1)), Ok(None)), "what was not sent is not received");
}

fn what_was_sent_can_still_be_received() {
    let mut ch = Hchan { buffer: [1, 2].into(), ..Hchan::default() };
    assert_eq!(ch.close(), Woken::default());
    assert_eq!([ch.receive(), ch.receive(), ch.receive()], [Ok(Some(1)), Ok(Some(2)), Ok(None)]);
}

fn a_second_close_panics() {
    let mut ch = Hchan::default();
    ch.close();
    assert_eq!(kit::panic_text(|| ch.close()), "close of closed channel");
}
