#[global_allocator]
static A: tcmalloc::TcMalloc = tcmalloc::TcMalloc::new();
#[test]
fn it_runs() {
    let mut v = Vec::new();
    for i in 0..100000usize { v.push(vec![i as u8; i % 3000]); }
    tcmalloc::check().unwrap();
    println!("{}", tcmalloc::stats());
    drop(v);
    tcmalloc::check().unwrap();
    println!("{}", tcmalloc::release_to_system());
    println!("{}", tcmalloc::stats());
    tcmalloc::check().unwrap();
}
