import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventNames } from './event-names.ts';

function meant(pattern: string, ...names: string[]): string[] {
  const found = new EventNames(names.map((name) => ({ name, fields: [] }))).types([pattern]);
  return names.filter((_, type) => found[type] === 1);
}

test('a star stands for any text, and all of the name counts', () => {
  assert.deepEqual(meant('*sys*', 'sys_open', 'exit_syscall', 'sched_switch'), ['sys_open', 'exit_syscall']);
  assert.deepEqual(meant('sys_open', 'sys_open', 'sys_openat', 'compat_sys_open'), ['sys_open']);
  assert.deepEqual(meant('a*a', 'a', 'aa', 'aba'), ['aa', 'aba']);
});

test('a name may be a regular expression for all of the name', () => {
  assert.deepEqual(meant('begin|end', 'begin', 'end', 'beginning'), ['begin', 'end']);
  assert.deepEqual(meant('irq_(entry|exit)_*', 'irq_entry_a', 'irq_exit_b', 'irq_raise_a'), [
    'irq_entry_a',
    'irq_exit_b',
  ]);
  assert.deepEqual(meant('n[0-3]', 'n2', 'n7'), ['n2']);
});

test('names with signs that mean something in regular expressions mean themselves, too', () => {
  for (const name of ['run (x)', 'a+b', 'f[0]', 'x|y', '(', 'a?b']) assert.ok(meant(name, name).includes(name), name);
});

test('an expression that would take for ever is one look', () => {
  assert.deepEqual(meant('(a+)+b', `${'a'.repeat(5000)}c`), []);
});
