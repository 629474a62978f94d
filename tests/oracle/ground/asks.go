// Which system calls a Go program makes to get memory for 40 objects of 1 MiB. It traces itself; linux/amd64 only.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

const (
	mib   = 1 << 20
	arena = 64 * mib
)

var keep [][]byte

func main() {
	if len(os.Args) > 1 {
		for range 40 {
			keep = append(keep, make([]byte, mib))
		}
		return
	}
	fmt.Printf("# ground/asks.go %s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	var seen calls
	trace(&seen)
	fmt.Println("brk:", seen.brk, "calls")
	for size, n := range seen.reserved {
		fmt.Printf("mmap without access: %d MiB at a time, at a multiple of 64 MiB; at least once: %v\n", size/mib, n > 0)
	}
	for size, n := range seen.ready {
		fmt.Printf("mmap for use, inside of those: %d MiB at a time; at least 10 times: %v\n", size/mib, n >= 10)
	}
}

// calls counts what was asked for. The heap's arenas are what is reserved at a multiple of 64 MiB that the program chose.
type calls struct {
	brk             int
	arenas          map[uint64]bool
	reserved, ready map[uint64]int
}

func (c *calls) saw(regs *syscall.PtraceRegs) {
	at, size, access := regs.Rdi, regs.Rsi, regs.Rdx
	switch regs.Orig_rax {
	case syscall.SYS_BRK:
		c.brk++
	case syscall.SYS_MMAP:
		switch {
		case access == syscall.PROT_NONE && at != 0 && at%arena == 0:
			c.arenas[at/arena] = true
			c.reserved[size]++
		case access != syscall.PROT_NONE && c.arenas[at/arena]:
			c.ready[size]++
		}
	}
}

// trace runs the allocations in a child, and stops it at each system call.
func trace(seen *calls) {
	*seen = calls{arenas: map[uint64]bool{}, reserved: map[uint64]int{}, ready: map[uint64]int{}}
	runtime.LockOSThread() // the kernel knows the tracer by its thread
	child := exec.Command("/proc/self/exe", "allocate")
	child.Env = append(os.Environ(), "GOGC=off")
	child.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	must(child.Start())
	var status syscall.WaitStatus
	_, err := syscall.Wait4(child.Process.Pid, &status, 0, nil)
	must(err)
	const good, exitKill = 1, 1 << 20 // PTRACE_O_TRACESYSGOOD, PTRACE_O_EXITKILL
	must(syscall.PtraceSetOptions(child.Process.Pid, good|exitKill|syscall.PTRACE_O_TRACECLONE))
	inside := map[int]bool{} // a thread stops twice in a call: when it enters and when it leaves
	thread := child.Process.Pid
	for signal := 0; ; {
		_ = syscall.PtraceSyscall(thread, signal) // the thread may have ended by now
		if thread, err = syscall.Wait4(-1, &status, syscall.WALL, nil); err != nil {
			panic(err)
		}
		signal = 0
		switch {
		case thread == child.Process.Pid && (status.Exited() || status.Signaled()):
			if status.ExitStatus() != 0 {
				panic(fmt.Sprint("the child failed: ", status))
			}
			return
		case !status.Stopped():
		case status.StopSignal() == syscall.SIGTRAP|0x80:
			if inside[thread] = !inside[thread]; inside[thread] {
				var regs syscall.PtraceRegs
				must(syscall.PtraceGetRegs(thread, &regs))
				seen.saw(&regs)
			}
		case status.StopSignal() != syscall.SIGTRAP && status.StopSignal() != syscall.SIGSTOP:
			signal = int(status.StopSignal())
		}
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
