/** Metadata in the layout of LTTng, for tests: compact event headers of 5 + 27 bits, or large ones of 16 + 32 bits. */
export function lttng({ order = 'le', header = 'compact', clock = 'freq = 1000000000; offset = 0;' } = {}): string {
  const [size, wide, last] = header === 'compact' ? [5, 27, 31] : [16, 32, 65_535];
  const align = header === 'compact' ? 1 : 8;
  return `/* CTF 1.8 */
typealias integer { size = 8; align = 8; signed = false; } := uint8_t;
typealias integer { size = 32; align = 8; signed = false; } := uint32_t;
typealias integer { size = 64; align = 8; signed = false; } := unsigned long;
trace {
	major = 1; minor = 8; byte_order = ${order}; uuid = "01602fbe-afb3-4a30-8ea1-56cc14881524";
	packet.header := struct { uint32_t magic; uint8_t uuid[16]; uint32_t stream_id; };
};
env { domain = "ust"; hostname = "loom"; tracer_major = 2; };
clock { name = "monotonic"; uuid = "3d1a4e99-1c46-494b-a94f-717f132694ea"; ${clock} };
typealias integer { size = ${wide}; align = ${align}; map = clock.monotonic.value; } := part_t;
typealias integer { size = 64; align = 8; map = clock.monotonic.value; } := time_t;
struct packet_context {
	time_t timestamp_begin; time_t timestamp_end;
	unsigned long content_size; unsigned long packet_size;
	uint32_t events_discarded; uint32_t cpu_id;
};
struct event_header {
	enum : integer { size = ${size}; align = ${align}; } { compact = 0 ... ${last - 1}, extended = ${last} } id;
	variant <id> {
		struct { part_t timestamp; } compact;
		struct { uint32_t id; time_t timestamp; } extended;
	} v;
} align(8);
stream { id = 0; event.header := struct event_header; packet.context := struct packet_context; };
event { name = "hit"; id = 0; stream_id = 0; fields := struct { uint32_t _n; }; };
event { name = "named"; id = 40; stream_id = 0; fields := struct { string _what; }; };
`;
}
