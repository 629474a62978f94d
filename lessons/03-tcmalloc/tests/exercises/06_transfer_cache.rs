//! What an answer to exercise 3.6 must do.

use super::answer::CentralList;
use kit::random::Random;

kit::tests![
    a_whole_batch_comes_back_as_it_was,
    a_batch_without_a_slot_goes_to_its_spans,
    any_other_number_goes_past_the_slots,
    a_span_with_all_its_objects_goes_to_the_page_heap,
    no_object_is_lost_or_given_twice,
];

/// The objects in spans, sorted.
fn in_spans(list: &CentralList) -> Vec<usize> {
    let mut objects: Vec<usize> = list.spans.values().flatten().copied().collect();
    objects.sort_unstable();
    objects
}

fn a_whole_batch_comes_back_as_it_was() {
    let mut list = CentralList::new(3, 4, 100);
    list.insert(vec![7, 501, 12]);
    list.insert(vec![40, 30, 20]);
    assert_eq!((list.slots.len(), in_spans(&list)), (2, vec![]), "nothing was sorted into spans");
    assert_eq!((list.remove(3), list.remove(3)), (vec![40, 30, 20], vec![7, 501, 12]), "the newest first");
}

fn a_batch_without_a_slot_goes_to_its_spans() {
    let mut list = CentralList::new(2, 1, 100);
    list.insert(vec![1, 2]);
    list.insert(vec![103, 4]);
    assert_eq!((&list.slots, in_spans(&list)), (&vec![vec![1, 2]], vec![4, 103]));
    assert_eq!((list.remove(2), list.remove(2).len(), list.remove(2).len()), (vec![1, 2], 2, 0));
}

fn any_other_number_goes_past_the_slots() {
    let mut list = CentralList::new(3, 4, 100);
    list.insert(vec![10, 11]);
    assert_eq!((list.slots.len(), in_spans(&list)), (0, vec![10, 11]), "two are no batch");
    list.insert(vec![1, 2, 3]);
    assert_eq!((list.remove(1).len(), in_spans(&list).len()), (1, 1), "one object comes from a span");
    assert_eq!((list.remove(2).len(), list.remove(2).len()), (1, 0), "and no batch is opened for it");
    assert_eq!(list.remove(3), [1, 2, 3]);
}

fn a_span_with_all_its_objects_goes_to_the_page_heap() {
    let mut list = CentralList::new(4, 0, 4);
    list.insert(vec![5, 9, 4]);
    list.insert(vec![7]);
    assert_eq!((&list.empty, in_spans(&list)), (&vec![], vec![4, 5, 7, 9]), "6 is still out");
    list.insert(vec![6, 8]);
    assert_eq!((&list.empty, in_spans(&list)), (&vec![1], vec![8, 9]), "span 1 has 4 to 7");
    assert_eq!((list.remove(4).len(), list.spans.len()), (2, 0), "its objects are not given any more");
}

/// 3000 turns of a few threads, beside a list of who has which object.
fn no_object_is_lost_or_given_twice() {
    let (mut random, mut list) = (Random::new(5), CentralList::new(4, 3, 8));
    let mut out: Vec<usize> = (0..80).collect();
    for turn in 0..3000 {
        let count = if random.below(2) == 0 { 4 } else { 1 + random.below(4) };
        if random.below(2) == 0 {
            let given = (0..count.min(out.len())).map(|_| out.swap_remove(random.below(out.len()))).collect();
            list.insert(given);
        } else {
            let had = in_spans(&list).len();
            let whole = count == 4 && !list.slots.is_empty();
            let got = list.remove(count);
            assert_eq!(got.len(), if whole { 4 } else { count.min(had) }, "turn {turn}: {count} wanted");
            out.extend(got);
        }
        // A new thread takes the spans that the page heap has: all of their objects are out again.
        out.extend(list.empty.drain(..).flat_map(|span| span * 8..span * 8 + 8));
        assert!(list.slots.len() <= 3 && list.slots.iter().all(|batch| batch.len() == 4), "turn {turn}: {list:?}");
        assert!(list.spans.values().all(|span| (1..8).contains(&span.len())), "turn {turn}: {list:?}");
        let mut all = [out.clone(), in_spans(&list), list.slots.concat()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..80).collect::<Vec<_>>(), "turn {turn}");
    }
}
