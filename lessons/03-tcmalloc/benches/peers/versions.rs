//! Which version an allocator is: each library has a way of its own to say so.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::{mem, ptr};

use super::system::find;

/// The C library that this program runs on, and its version.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn of_the_c_library() -> (&'static str, String) {
    // SAFETY: the text is the library's, and stays.
    let version = unsafe { CStr::from_ptr(libc::gnu_get_libc_version()) };
    ("glibc", version.to_string_lossy().into_owned())
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn of_the_c_library() -> (&'static str, String) {
    ("system", String::new())
}

/// The version of a library that is loaded: `2.10`.
pub fn of(name: &str, library: *mut c_void) -> Result<String, String> {
    type Gperftools = unsafe extern "C" fn(*mut c_int, *mut c_int, *mut *const c_char) -> *const c_char;
    type Mimalloc = unsafe extern "C" fn() -> c_int;
    type Jemalloc = unsafe extern "C" fn(*const c_char, *mut c_void, *mut usize, *mut c_void, usize) -> c_int;
    // SAFETY: the types are those of the libraries' headers, and each writes where it is told to.
    unsafe {
        match name {
            "gperftools" => {
                let (mut major, mut minor, mut patch) = (0, 0, ptr::null());
                let version = mem::transmute::<*mut c_void, Gperftools>(find(library, c"tc_version")?);
                version(&mut major, &mut minor, &mut patch);
                Ok(format!("{major}.{minor}"))
            }
            "jemalloc" => {
                let (mut text, mut bytes) = (ptr::null::<c_char>(), size_of::<*const c_char>());
                let control = mem::transmute::<*mut c_void, Jemalloc>(find(library, c"mallctl")?);
                let read = control(c"version".as_ptr(), (&raw mut text).cast(), &mut bytes, ptr::null_mut(), 0);
                if read != 0 || text.is_null() {
                    return Err(format!("it does not say its version: {read}"));
                }
                // `5.3.0-0-g54eaed1d...`: the rest says from which commit it is.
                let text = CStr::from_ptr(text).to_string_lossy();
                Ok(text.split('-').next().unwrap_or_default().to_owned())
            }
            _ => {
                // 209 is 2.0.9.
                let version = mem::transmute::<*mut c_void, Mimalloc>(find(library, c"mi_version")?)();
                Ok(format!("{}.{}.{}", version / 100, version / 10 % 10, version % 10))
            }
        }
    }
}
