import { useEffect, useState } from 'react';
import type { ConfigTypeInfo, OutputInfo } from '../../client/messages.ts';
import { useView } from './view-context.ts';

const NONE: readonly ConfigTypeInfo[] = [];

/** The configuration types that an output takes; none until they are known. */
export function useConfigTypes(output: OutputInfo | undefined): readonly ConfigTypeInfo[] {
  const { model } = useView();
  const [types, setTypes] = useState(NONE);
  const id = output?.canCreate ? output.id : undefined;
  useEffect(() => {
    let gone = false;
    const take = (found: readonly ConfigTypeInfo[]) => gone || setTypes(found);
    if (id === undefined) take(NONE);
    else model.host.configTypes(id).then(take, () => take(NONE));
    return () => {
      gone = true;
    };
  }, [model, id]);
  return types;
}
