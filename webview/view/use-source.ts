import { useEffect, useRef, useState } from 'react';

/** Makes the data of a lane when it appears (or `key` changes) and stops it when it goes. */
export function useSource<T extends { stop(): void }>(make: () => T, key: string): T | undefined {
  const [source, setSource] = useState<T>();
  const maker = useRef(make);
  maker.current = make;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is made.
  useEffect(() => {
    const made = maker.current();
    setSource(made);
    return () => {
      made.stop();
      setSource(undefined);
    };
  }, [key]);
  return source;
}
