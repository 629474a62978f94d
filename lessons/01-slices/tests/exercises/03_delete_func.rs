//! What an answer to exercise 1.3 must do.

use slices::Heap;

use super::answer::delete_func;

kit::tests![
    kept_elements_move_up_in_order,
    what_falls_free_is_zeroed,
    the_room_behind_is_not_touched,
    it_works_in_place,
];

fn kept_elements_move_up_in_order() {
    let heap = Heap::new();
    let even = |v: i64| v % 2 == 0;
    let result = |values: &[i64]| delete_func(heap.of(values), even).to_string();
    assert_eq!(result(&[1, 2, 3, 4, 5]), "[1 3 5]");
    assert_eq!(result(&[2, 4, 4, 5]), "[5]", "neighbours go too");
    assert_eq!((result(&[1, 3]), result(&[2, 2]), result(&[])), ("[1 3]".into(), "[]".into(), "[]".into()));
}

fn what_falls_free_is_zeroed() {
    let heap = Heap::new();
    let (one, two) = (1, 2);
    let s = heap.of(&[Some(&one), Some(&two), Some(&one), Some(&two)]);
    delete_func(s, |v| v == Some(&two));
    assert_eq!(s.iter().collect::<Vec<_>>(), [Some(&one), Some(&one), None, None]);
}

fn the_room_behind_is_not_touched() {
    let heap = Heap::new();
    let all = heap.of(&[1, 2, 3, 4]);
    delete_func(all.range(..3), |v| v == 1);
    assert_eq!(all.to_string(), "[2 3 0 4]");
}

fn it_works_in_place() {
    let heap = Heap::new();
    let s = heap.of(&[1, 2, 3]);
    let t = delete_func(s, |v| v == 1);
    t.set(0, 9);
    assert_eq!((s.get(0), t.cap(), heap.inspect().arrays.len()), (9, 3, 1));
}
