// The tabs a first visit opens, in this order. `variables` and `headers` are plain objects.
window.EXAMPLES = [
  {
    title: 'Is anyone there?',
    query: `{
  __typename
}`,
    variables: {},
    headers: {},
  },
];
