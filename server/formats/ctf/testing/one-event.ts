/** TSDL of a stream with events of one kind, `one`, whose fields the caller tells. */
export const oneEvent = (order: string, fields: string, context = '') => `/* CTF 1.8 */
  trace { major = 1; minor = 8; byte_order = ${order}; uuid = "00112233-4455-6677-8899-aabbccddeeff";
    packet.header := struct {
      integer { size = 32; align = 8; } magic;
      integer { size = 8; align = 8; } uuid[16];
      integer { size = 32; align = 8; } stream_id;
    };
  };
  env { answer = 42; four = 4; };
  clock { name = ns; freq = 1000000000; offset = 1000; };
  typealias integer { size = 64; align = 8; map = clock.ns.value; } := time_t;
  typealias integer { size = 8; align = 8; } := u8;
  typealias integer { size = 16; align = 8; } := u16;
  stream { id = 7;
    packet.context := struct {
      time_t timestamp_begin; time_t timestamp_end;
      integer { size = 64; } content_size; integer { size = 64; } packet_size; u16 cpu_id;
    };
    event.header := struct { u16 id; time_t timestamp; };
    ${context}
  };
  event { name = "one"; id = 3; stream_id = 7; fields := struct { ${fields} }; };
`;
