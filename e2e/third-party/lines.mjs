/** The worked example of docs/extension-api.md, as it stands there. */
export default {
  id: 'example.line.count',
  name: 'Line count',
  description: 'How many lines a table has, in words of your own',
  // data_provider: over an output. tree: over rows. global: for every experiment.
  scope: 'data_provider',
  // JSON Schema; titles, descriptions, defaults and examples make the form.
  schema: {
    type: 'object',
    properties: { word: { title: 'Word', description: 'What a line is called.', type: 'string', default: 'lines' } },
    required: ['word'],
    additionalProperties: false,
  },
  appliesTo: (output) => output.type === 'TABLE',
  // Throw what a schema can't say: { message, parameter, position }.
  check: ({ word }) => {
    if (word.trim() === '') throw Object.assign(new Error('a word is needed'), { parameter: 'word' });
  },
  label: ({ word }) => ({ name: `Number of ${word}`, description: `How many ${word} there are` }),
  derive: (parent, configuration) => ({
    descriptor: {
      // The parent's id and the configuration's: it stays the same when the configuration is changed.
      id: `${parent.descriptor.id}:${configuration.id}`,
      name: configuration.name,
      description: configuration.description,
      type: 'DATA_TREE',
    },
    get status() {
      return parent.status;
    },
    async tree(_question, signal) {
      const { size } = await parent.lines({ index: 0, count: 0 }, signal);
      return {
        headers: [
          { name: 'What', tooltip: '' },
          { name: 'Count', tooltip: '', dataType: 'NUMBER' },
        ],
        entries: [{ id: 1, labels: [configuration.parameters.word, String(size)] }],
      };
    },
  }),
};
