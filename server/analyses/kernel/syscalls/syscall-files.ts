/**
 * Where Linux's system calls live: the file of its sources that holds the call, whose first folder is the component.
 * Facts, by the sources of Linux 6.1. Calls that are not here are of no known component.
 */
const FILES: Readonly<Record<string, string>> = {
  'arch/x86/kernel': 'arch_prctl modify_ldt get_thread_area set_thread_area ioperm iopl mmap rt_sigreturn',
  'block/ioprio.c': 'ioprio_get ioprio_set',
  'fs/aio.c': 'io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit',
  'fs/eventfd.c': 'eventfd eventfd2',
  'fs/eventpoll.c': 'epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait',
  'fs/exec.c': 'execve execveat uselib',
  'fs/fcntl.c': 'fcntl fcntl64',
  'fs/fhandle.c': 'name_to_handle_at open_by_handle_at',
  'fs/file.c': 'close_range dup dup2 dup3',
  'fs/filesystems.c': 'sysfs',
  'fs/fsopen.c': 'fsconfig fsopen fspick',
  'fs/ioctl.c': 'ioctl',
  'fs/locks.c': 'flock',
  'fs/namei.c':
    'link linkat mkdir mkdirat mknod mknodat rename renameat renameat2 rmdir symlink symlinkat unlink unlinkat',
  'fs/namespace.c': 'fsmount mount mount_setattr move_mount open_tree pivot_root umount umount2 oldumount',
  'fs/notify/fanotify/fanotify_user.c': 'fanotify_init fanotify_mark',
  'fs/notify/inotify/inotify_user.c': 'inotify_add_watch inotify_init inotify_init1 inotify_rm_watch',
  'fs/open.c':
    'access chdir chmod chown chown16 chroot close creat faccessat faccessat2 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchown16 fchownat ftruncate lchown lchown16 open openat openat2 truncate vhangup',
  'fs/dcache.c': 'getcwd',
  'fs/pipe.c': 'pipe pipe2',
  'fs/quota/quota.c': 'quotactl quotactl_fd',
  'fs/read_write.c':
    'copy_file_range llseek lseek pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readv sendfile sendfile64 write writev',
  'fs/readdir.c': 'getdents getdents64',
  'fs/select.c': 'poll ppoll pselect6 select',
  'fs/signalfd.c': 'signalfd signalfd4',
  'fs/splice.c': 'splice tee vmsplice',
  'fs/stat.c':
    'fstat fstat64 fstatat64 lstat lstat64 newfstat newfstatat newlstat newstat readlink readlinkat stat stat64 statx',
  'fs/statfs.c': 'fstatfs fstatfs64 statfs statfs64 ustat',
  'fs/sync.c': 'fdatasync fsync sync sync_file_range syncfs',
  'fs/timerfd.c': 'timerfd_create timerfd_gettime timerfd_settime',
  'fs/userfaultfd.c': 'userfaultfd',
  'fs/utimes.c': 'futimesat utime utimensat utimes',
  'fs/xattr.c':
    'fgetxattr flistxattr fremovexattr fsetxattr getxattr lgetxattr listxattr llistxattr lremovexattr lsetxattr removexattr setxattr',
  'io_uring/io_uring.c': 'io_uring_enter io_uring_register io_uring_setup',
  'ipc/mqueue.c': 'mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink',
  'ipc/msg.c': 'msgctl msgget msgrcv msgsnd',
  'ipc/sem.c': 'semctl semget semop semtimedop',
  'ipc/shm.c': 'shmat shmctl shmdt shmget',
  'ipc/syscall.c': 'ipc',
  'kernel/acct.c': 'acct',
  'kernel/bpf/syscall.c': 'bpf',
  'kernel/capability.c': 'capget capset',
  'kernel/events/core.c': 'perf_event_open',
  'kernel/exec_domain.c': 'personality',
  'kernel/exit.c': 'exit exit_group wait4 waitid waitpid',
  'kernel/fork.c': 'clone clone3 fork set_tid_address unshare vfork',
  'kernel/futex/syscalls.c': 'futex futex_requeue futex_wait futex_waitv futex_wake get_robust_list set_robust_list',
  'kernel/groups.c': 'getgroups getgroups16 setgroups setgroups16',
  'kernel/kcmp.c': 'kcmp',
  'kernel/kexec.c': 'kexec_load',
  'kernel/kexec_file.c': 'kexec_file_load',
  'kernel/module/main.c': 'delete_module finit_module init_module',
  'kernel/nsproxy.c': 'setns',
  'kernel/pid.c': 'pidfd_getfd pidfd_open',
  'kernel/printk/printk.c': 'syslog',
  'kernel/ptrace.c': 'ptrace',
  'kernel/reboot.c': 'reboot',
  'kernel/rseq.c': 'rseq',
  'kernel/sched/core.c':
    'nice sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield',
  'kernel/sched/membarrier.c': 'membarrier',
  'kernel/seccomp.c': 'seccomp',
  'kernel/signal.c':
    'kill pause pidfd_send_signal restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sigaltstack tgkill tkill',
  'kernel/sys.c':
    'getcpu getegid geteuid getgid getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid newuname prctl prlimit64 setdomainname setfsgid setfsuid setgid sethostname setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid sysinfo times umask uname',
  'kernel/time/hrtimer.c': 'nanosleep',
  'kernel/time/itimer.c': 'alarm getitimer setitimer',
  'kernel/time/posix-timers.c':
    'clock_adjtime clock_getres clock_gettime clock_nanosleep clock_settime timer_create timer_delete timer_getoverrun timer_gettime timer_settime',
  'kernel/time/time.c': 'adjtimex gettimeofday settimeofday stime time',
  'mm/fadvise.c': 'fadvise64',
  'mm/madvise.c': 'madvise process_madvise',
  'mm/memfd.c': 'memfd_create',
  'mm/mempolicy.c': 'get_mempolicy mbind migrate_pages set_mempolicy set_mempolicy_home_node',
  'mm/migrate.c': 'move_pages',
  'mm/mincore.c': 'mincore',
  'mm/mlock.c': 'mlock mlock2 mlockall munlock munlockall',
  'mm/mmap.c': 'brk mmap_pgoff munmap remap_file_pages',
  'mm/mprotect.c': 'mprotect pkey_alloc pkey_free pkey_mprotect',
  'mm/mremap.c': 'mremap',
  'mm/msync.c': 'msync',
  'mm/oom_kill.c': 'process_mrelease',
  'mm/process_vm_access.c': 'process_vm_readv process_vm_writev',
  'mm/readahead.c': 'readahead',
  'mm/secretmem.c': 'memfd_secret',
  'mm/swapfile.c': 'swapoff swapon',
  'drivers/char/random.c': 'getrandom',
  'net/socket.c':
    'accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg sendmsg sendto setsockopt shutdown socket socketcall socketpair',
  'security/keys/keyctl.c': 'add_key keyctl request_key',
  'security/landlock/syscalls.c': 'landlock_add_rule landlock_create_ruleset landlock_restrict_self',
};

const FILE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(FILES).flatMap(([file, calls]) => calls.split(' ').map((call): [string, string] => [call, file])),
);

/** "fs/read_write.c" for read; empty if it isn't known. */
export function syscallFile(name: string): string {
  return FILE_OF.get(name) ?? '';
}

/** "fs" for read; empty if it isn't known. */
export function syscallComponent(name: string): string {
  return syscallFile(name).split('/')[0]!;
}
