/**
 * Stands in bundles for json-bigint and node-fetch, which tsp-typescript-client loads but never calls once
 * `transport.ts` has put our own in their place.
 */
module.exports = () => ({});
