// A file, not an inline script: the content security policy then needs no exception.
const json = (object) =>
  object && Object.keys(object).length > 0 ? JSON.stringify(object, null, 2) : '';

// GraphiQL names a tab after its operation, so the title becomes a comment above it.
const tabs = window.EXAMPLES.map(({ title, query, variables, headers }) => ({
  query: `# ${title}\n${query}\n`,
  variables: json(variables),
  headers: json(headers),
}));

// GraphiQL opens a tab, first or restored, without its variables and headers unless told them.
const stored = JSON.parse(localStorage.getItem('graphiql:tabState'));
const { query, variables, headers } = stored?.tabs?.[stored.activeTabIndex] ?? tabs[0];

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    defaultTabs: tabs,
    query,
    variables,
    headers,
  }),
);
