// Random structs, and where Go puts their fields on amd64 and on 386. Columns: GOARCH, struct, size, alignment, offsets.
// Written by lesson 08's tests/drawn: STRUCTS=write cargo test -p lesson-08 --test ruler
package main

import (
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
)

var _ atomic.Uint64

var cases = []struct {
	text string
	t    reflect.Type
}{
	{"struct { a: &str, b: [i16; 3] }", reflect.TypeOf(struct{ a string; b [3]int16 }{})},
	{"struct { a: [usize; 4], b: [struct { a: u8, b: u32, c: &str, d: i16, e: f64 }; 0] }", reflect.TypeOf(struct{ a [4]uintptr; b [0]struct{ a uint8; b uint32; c string; d int16; e float64 } }{})},
	{"struct { a: &str, b: AtomicU64, c: u64, d: *mut u8, e: AtomicU64 }", reflect.TypeOf(struct{ a string; b atomic.Uint64; c uint64; d *byte; e atomic.Uint64 }{})},
	{"struct { a: AtomicU64, b: u8, c: struct { a: [f32; 3], b: [u8; 3], c: usize }, d: f32, e: struct { a: (), b: u64, c: usize, d: &str }, f: [AtomicU64; 1] }", reflect.TypeOf(struct{ a atomic.Uint64; b uint8; c struct{ a [3]float32; b [3]uint8; c uintptr }; d float32; e struct{ a struct{}; b uint64; c uintptr; d string }; f [1]atomic.Uint64 }{})},
	{"struct { a: u8, b: [f64; 1], c: i16, d: f64, e: (), f: [f64; 3] }", reflect.TypeOf(struct{ a uint8; b [1]float64; c int16; d float64; e struct{}; f [3]float64 }{})},
	{"struct { a: u8, b: (), c: *mut u8 }", reflect.TypeOf(struct{ a uint8; b struct{}; c *byte }{})},
	{"struct { a: f32, b: struct { a: *mut u8, b: u32 }, c: [struct { a: *mut u8, b: i16, c: [u8; 3] }; 0], d: struct { a: i16, b: u8, c: [&str; 0] }, e: u64 }", reflect.TypeOf(struct{ a float32; b struct{ a *byte; b uint32 }; c [0]struct{ a *byte; b int16; c [3]uint8 }; d struct{ a int16; b uint8; c [0]string }; e uint64 }{})},
	{"struct { a: [struct { a: usize, b: u8, c: u8, d: *mut u8, e: () }; 3] }", reflect.TypeOf(struct{ a [3]struct{ a uintptr; b uint8; c uint8; d *byte; e struct{} } }{})},
	{"struct { a: u64, b: AtomicU64 }", reflect.TypeOf(struct{ a uint64; b atomic.Uint64 }{})},
	{"struct { a: [u32; 4], b: u32, c: bool, d: u64, e: *mut u8, f: *mut u8 }", reflect.TypeOf(struct{ a [4]uint32; b uint32; c bool; d uint64; e *byte; f *byte }{})},
	{"struct { a: u8, b: f64, c: [f32; 2], d: u32, e: u64, f: u32 }", reflect.TypeOf(struct{ a uint8; b float64; c [2]float32; d uint32; e uint64; f uint32 }{})},
	{"struct { a: i16 }", reflect.TypeOf(struct{ a int16 }{})},
	{"struct { a: bool, b: struct { a: *mut u8, b: u64, c: bool, d: *mut u8, e: f64, f: f64 }, c: u8, d: f32, e: i16 }", reflect.TypeOf(struct{ a bool; b struct{ a *byte; b uint64; c bool; d *byte; e float64; f float64 }; c uint8; d float32; e int16 }{})},
	{"struct { a: struct { a: AtomicU64, b: *mut u8, c: AtomicU64, d: bool, e: usize }, b: [AtomicU64; 0] }", reflect.TypeOf(struct{ a struct{ a atomic.Uint64; b *byte; c atomic.Uint64; d bool; e uintptr }; b [0]atomic.Uint64 }{})},
	{"struct { a: bool, b: *mut u8, c: bool }", reflect.TypeOf(struct{ a bool; b *byte; c bool }{})},
	{"struct { a: *mut u8 }", reflect.TypeOf(struct{ a *byte }{})},
	{"struct { a: *mut u8, b: u8, c: f64, d: [i16; 3] }", reflect.TypeOf(struct{ a *byte; b uint8; c float64; d [3]int16 }{})},
	{"struct { a: &str, b: f64 }", reflect.TypeOf(struct{ a string; b float64 }{})},
	{"struct { a: f64, b: i16 }", reflect.TypeOf(struct{ a float64; b int16 }{})},
	{"struct { a: usize }", reflect.TypeOf(struct{ a uintptr }{})},
	{"struct { a: [struct { a: [&str; 2], b: AtomicU64, c: usize }; 2], b: usize, c: f64, d: f64, e: (), f: u8 }", reflect.TypeOf(struct{ a [2]struct{ a [2]string; b atomic.Uint64; c uintptr }; b uintptr; c float64; d float64; e struct{}; f uint8 }{})},
	{"struct { a: u8, b: [u32; 4], c: u32, d: [f32; 0], e: u64 }", reflect.TypeOf(struct{ a uint8; b [4]uint32; c uint32; d [0]float32; e uint64 }{})},
	{"struct { a: f32, b: struct { a: f64, b: [u32; 4] }, c: u8, d: AtomicU64 }", reflect.TypeOf(struct{ a float32; b struct{ a float64; b [4]uint32 }; c uint8; d atomic.Uint64 }{})},
	{"struct { a: *mut u8, b: AtomicU64, c: (), d: *mut u8, e: u64, f: [*mut u8; 2] }", reflect.TypeOf(struct{ a *byte; b atomic.Uint64; c struct{}; d *byte; e uint64; f [2]*byte }{})},
	{"struct { a: *mut u8, b: struct { a: [*mut u8; 0], b: f32, c: [f32; 3], d: f64, e: (), f: *mut u8 } }", reflect.TypeOf(struct{ a *byte; b struct{ a [0]*byte; b float32; c [3]float32; d float64; e struct{}; f *byte } }{})},
	{"struct { a: i16, b: [struct { a: AtomicU64, b: u32, c: f32 }; 2], c: *mut u8, d: [u64; 0], e: u32, f: usize }", reflect.TypeOf(struct{ a int16; b [2]struct{ a atomic.Uint64; b uint32; c float32 }; c *byte; d [0]uint64; e uint32; f uintptr }{})},
	{"struct { a: [*mut u8; 2], b: struct { a: *mut u8 }, c: u64, d: &str, e: struct { a: u32, b: () } }", reflect.TypeOf(struct{ a [2]*byte; b struct{ a *byte }; c uint64; d string; e struct{ a uint32; b struct{} } }{})},
	{"struct { a: i16, b: &str, c: [(); 3], d: [struct { a: f32 }; 3] }", reflect.TypeOf(struct{ a int16; b string; c [3]struct{}; d [3]struct{ a float32 } }{})},
	{"struct { a: i16, b: AtomicU64, c: [&str; 1], d: [*mut u8; 1] }", reflect.TypeOf(struct{ a int16; b atomic.Uint64; c [1]string; d [1]*byte }{})},
	{"struct { a: [*mut u8; 4] }", reflect.TypeOf(struct{ a [4]*byte }{})},
	{"struct { a: (), b: struct { a: [(); 3] }, c: bool }", reflect.TypeOf(struct{ a struct{}; b struct{ a [3]struct{} }; c bool }{})},
	{"struct { a: i16, b: () }", reflect.TypeOf(struct{ a int16; b struct{} }{})},
	{"struct { a: i16, b: struct { a: u64, b: i16 } }", reflect.TypeOf(struct{ a int16; b struct{ a uint64; b int16 } }{})},
	{"struct { a: [&str; 1], b: [&str; 0] }", reflect.TypeOf(struct{ a [1]string; b [0]string }{})},
	{"struct { a: *mut u8 }", reflect.TypeOf(struct{ a *byte }{})},
	{"struct { a: f32, b: &str, c: usize, d: [bool; 0], e: [u32; 0], f: &str }", reflect.TypeOf(struct{ a float32; b string; c uintptr; d [0]bool; e [0]uint32; f string }{})},
	{"struct { a: AtomicU64 }", reflect.TypeOf(struct{ a atomic.Uint64 }{})},
	{"struct { a: u32, b: AtomicU64, c: bool }", reflect.TypeOf(struct{ a uint32; b atomic.Uint64; c bool }{})},
	{"struct { a: [u64; 0] }", reflect.TypeOf(struct{ a [0]uint64 }{})},
	{"struct { a: (), b: struct { a: i16, b: &str, c: (), d: f32, e: i16 } }", reflect.TypeOf(struct{ a struct{}; b struct{ a int16; b string; c struct{}; d float32; e int16 } }{})},
	{"struct { a: struct { a: [bool; 1], b: AtomicU64, c: u32, d: AtomicU64, e: *mut u8, f: i16 }, b: *mut u8, c: [usize; 3], d: *mut u8 }", reflect.TypeOf(struct{ a struct{ a [1]bool; b atomic.Uint64; c uint32; d atomic.Uint64; e *byte; f int16 }; b *byte; c [3]uintptr; d *byte }{})},
	{"struct { a: [*mut u8; 3], b: [*mut u8; 2] }", reflect.TypeOf(struct{ a [3]*byte; b [2]*byte }{})},
	{"struct { a: struct { a: usize }, b: AtomicU64, c: u64 }", reflect.TypeOf(struct{ a struct{ a uintptr }; b atomic.Uint64; c uint64 }{})},
	{"struct { a: struct { a: [u64; 4], b: &str }, b: f32, c: [*mut u8; 2], d: u8, e: (), f: i16 }", reflect.TypeOf(struct{ a struct{ a [4]uint64; b string }; b float32; c [2]*byte; d uint8; e struct{}; f int16 }{})},
	{"struct { a: i16 }", reflect.TypeOf(struct{ a int16 }{})},
	{"struct { a: [u32; 2] }", reflect.TypeOf(struct{ a [2]uint32 }{})},
	{"struct { a: f32, b: i16, c: [struct { a: f64 }; 3], d: usize, e: [i16; 3] }", reflect.TypeOf(struct{ a float32; b int16; c [3]struct{ a float64 }; d uintptr; e [3]int16 }{})},
	{"struct { a: bool }", reflect.TypeOf(struct{ a bool }{})},
	{"struct { a: struct { a: f32, b: [AtomicU64; 4], c: i16, d: usize, e: [bool; 0], f: u64 }, b: i16, c: f32, d: [&str; 4], e: [struct { a: u64, b: f64 }; 0], f: () }", reflect.TypeOf(struct{ a struct{ a float32; b [4]atomic.Uint64; c int16; d uintptr; e [0]bool; f uint64 }; b int16; c float32; d [4]string; e [0]struct{ a uint64; b float64 }; f struct{} }{})},
	{"struct { a: [f32; 4], b: usize, c: struct { a: [(); 3], b: *mut u8 }, d: f64 }", reflect.TypeOf(struct{ a [4]float32; b uintptr; c struct{ a [3]struct{}; b *byte }; d float64 }{})},
	{"struct { a: f64, b: [*mut u8; 1] }", reflect.TypeOf(struct{ a float64; b [1]*byte }{})},
	{"struct { a: struct { a: &str, b: &str, c: u8, d: [usize; 3], e: [f32; 4] }, b: AtomicU64, c: [(); 0], d: u8, e: [*mut u8; 3], f: [u32; 0] }", reflect.TypeOf(struct{ a struct{ a string; b string; c uint8; d [3]uintptr; e [4]float32 }; b atomic.Uint64; c [0]struct{}; d uint8; e [3]*byte; f [0]uint32 }{})},
	{"struct { a: *mut u8 }", reflect.TypeOf(struct{ a *byte }{})},
	{"struct { a: usize, b: *mut u8 }", reflect.TypeOf(struct{ a uintptr; b *byte }{})},
	{"struct { a: u32 }", reflect.TypeOf(struct{ a uint32 }{})},
	{"struct { a: &str, b: [i16; 1] }", reflect.TypeOf(struct{ a string; b [1]int16 }{})},
	{"struct { a: usize }", reflect.TypeOf(struct{ a uintptr }{})},
	{"struct { a: (), b: u8, c: (), d: [&str; 3], e: usize }", reflect.TypeOf(struct{ a struct{}; b uint8; c struct{}; d [3]string; e uintptr }{})},
	{"struct { a: (), b: AtomicU64, c: [AtomicU64; 2] }", reflect.TypeOf(struct{ a struct{}; b atomic.Uint64; c [2]atomic.Uint64 }{})},
	{"struct { a: f64, b: usize, c: u32 }", reflect.TypeOf(struct{ a float64; b uintptr; c uint32 }{})},
	{"struct { a: [u64; 2] }", reflect.TypeOf(struct{ a [2]uint64 }{})},
	{"struct { a: u64 }", reflect.TypeOf(struct{ a uint64 }{})},
	{"struct { a: [(); 3], b: [f64; 0] }", reflect.TypeOf(struct{ a [3]struct{}; b [0]float64 }{})},
	{"struct { a: (), b: f32, c: [(); 1], d: () }", reflect.TypeOf(struct{ a struct{}; b float32; c [1]struct{}; d struct{} }{})},
}

func main() {
	if len(os.Args) > 1 {
		for _, c := range cases {
			var offsets []string
			for i := 0; i < c.t.NumField(); i++ {
				offsets = append(offsets, fmt.Sprint(c.t.Field(i).Offset))
			}
			fmt.Printf("%s\t%s\t%d\t%d\t%s\n", runtime.GOARCH, c.text, c.t.Size(), c.t.Align(), strings.Join(offsets, " "))
		}
		return
	}
	fmt.Printf("# waitgroup/structs.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, arch := range []string{"amd64", "386"} {
		cmd := exec.Command("go", "run", "waitgroup/structs.go", "here")
		cmd.Env = append(os.Environ(), "GOARCH="+arch)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			panic(err)
		}
	}
}
