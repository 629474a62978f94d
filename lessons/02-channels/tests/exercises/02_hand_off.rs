//! What an answer to exercise 2.2 must do.

use super::answer::{Hchan, Received, Sent};

kit::tests![
    a_waiting_receiver_gets_the_value_itself,
    a_buffer_is_filled_before_anybody_waits,
    values_keep_their_order_past_a_waiting_sender,
];

fn chan(cap: usize) -> Hchan {
    Hchan { cap, ..Hchan::default() }
}

fn a_waiting_receiver_gets_the_value_itself() {
    for cap in [0, 2] {
        let mut ch = chan(cap);
        assert_eq!((ch.receive(1), ch.receive(2)), (Received::Waits, Received::Waits));
        assert_eq!((ch.send(3, 30), ch.send(4, 40)), (Sent::HandedTo(1), Sent::HandedTo(2)), "the oldest first");
        assert!(ch.buffer.is_empty() && ch.recvq.is_empty(), "past the buffer: {ch:?}");
    }
}

fn a_buffer_is_filled_before_anybody_waits() {
    let mut ch = chan(2);
    assert_eq!((ch.send(1, 10), ch.send(2, 20), ch.send(3, 30)), (Sent::Buffered, Sent::Buffered, Sent::Waits));
    assert_eq!(chan(0).send(1, 10), Sent::Waits, "no buffer");
}

fn values_keep_their_order_past_a_waiting_sender() {
    for cap in [0, 1, 3] {
        let mut ch = chan(cap);
        for i in 0..6 {
            ch.send(i, i as u32 * 10);
        }
        // Who waited is woken as soon as its value has left its hands: the first `6 - cap` receives wake one each.
        for i in 0..6 {
            let woken = (i + cap < 6).then_some(i + cap);
            assert_eq!(ch.receive(9), Received::Value(i as u32 * 10, woken), "cap {cap}, receive {i}");
        }
        assert_eq!(ch.receive(9), Received::Waits);
    }
}
