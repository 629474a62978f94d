//! Tells the linker that this library, once loaded, stays: threads that have used it close their caches when they end, by a function of
//! this library. After a `dlclose` it would be gone.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
