/** Patterns for logs that many have, for the form and as suggestions. Tests read a line of each kind with each. */

export interface ReadyPattern {
  readonly name: string;
  readonly pattern: string;
  readonly timestampFormat: string;
  /** A line that it reads. */
  readonly line: string;
}

export const READY_PATTERNS: readonly ReadyPattern[] = [
  {
    name: 'ISO 8601 time first',
    pattern: '^(?<time>\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,]+(?:Z|[+-]\\d\\d:?\\d\\d)?) (?<message>.*)$',
    timestampFormat: '',
    line: '2024-05-01T12:34:56.789Z worker 3 began',
  },
  {
    name: 'Java (log4j, logback)',
    pattern:
      '^(?<time>\\d{4}-\\d\\d-\\d\\d[T ][\\d:.,]+) +(?:\\[(?<thread>[^\\]]*)\\] +)?(?<level>[A-Z]+) +(?<logger>[^ ]+) (?:- )?(?<message>.*)$',
    timestampFormat: '',
    line: '2024-05-01 12:34:56,789 [main] INFO  com.example.Server - listening on 8080',
  },
  {
    name: 'Python logging',
    pattern:
      '^(?<time>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}) - (?<logger>[^ ]+) - (?<level>[A-Z]+) - (?<message>.*)$',
    timestampFormat: '',
    line: '2024-05-01 12:34:56,789 - app.db - WARNING - slow query',
  },
  {
    name: 'syslog',
    pattern:
      '^(?<time>[A-Z][a-z]{2} +\\d+ \\d\\d:\\d\\d:\\d\\d) (?<host>[^ ]+) (?<program>[^ :\\[]+)(?:\\[(?<pid>\\d+)\\])?: (?<message>.*)$',
    timestampFormat: 'MMM d HH:mm:ss',
    line: 'May  1 12:34:56 myhost sshd[1234]: Accepted publickey for root',
  },
  {
    name: 'Apache and nginx access log',
    pattern:
      '^(?<client>[^ ]+) [^ ]+ (?<user>[^ ]+) \\[(?<time>[^\\]]+)\\] "(?<method>[A-Z]+) (?<path>[^ "]*)(?: [^"]*)?" (?<status>\\d{3}) (?<size>\\d+|-)(?: "(?<referrer>[^"]*)" "(?<agent>[^"]*)")?',
    timestampFormat: 'dd/MMM/yyyy:HH:mm:ss Z',
    line: '192.0.2.7 - - [01/May/2024:12:34:56 +0000] "GET /a?b=1 HTTP/1.1" 200 1234 "-" "curl/8.5.0"',
  },
];
