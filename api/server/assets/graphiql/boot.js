// A file, not an inline script: the content security policy then needs no exception.
import { EXAMPLES } from './examples.js';
import { fetcherFor } from './fetcher.js';
import { GUEST, People } from './people.js';

const people = new People(sessionStorage);
const [notice, select, logOut, open, dialog, email, password, refusal, submit, cancel] = [
  'notice', 'person', 'log-out', 'open', 'log-in', 'email', 'password', 'refusal', 'submit', 'cancel',
].map((id) => document.getElementById(id));

function show() {
  const options = people.all.map(({ user }) => new Option(`${user.displayName} · ${user.email}`, user.id));
  select.replaceChildren(new Option('Guest', GUEST), ...options);
  select.value = people.current?.user.id ?? GUEST;
  logOut.hidden = !people.current;
  open.textContent = people.all.length > 0 ? 'Add person' : 'Log in';
}

people.onchange = (text = '') => {
  notice.textContent = text;
  show();
};
select.onchange = () => people.choose(select.value);
logOut.onclick = () => people.logOut();
open.onclick = () => {
  refusal.textContent = '';
  dialog.showModal();
};
cancel.onclick = () => dialog.close();

dialog.querySelector('form').onsubmit = async (event) => {
  event.preventDefault();
  submit.disabled = true;
  refusal.textContent = '';
  try {
    await people.logIn(email.value, password.value);
    event.target.reset();
    dialog.close();
  } catch (error) {
    refusal.textContent = error.message;
    password.select();
  } finally {
    submit.disabled = false;
  }
};

const json = (object) => (object && Object.keys(object).length > 0 ? JSON.stringify(object, null, 2) : '');

// GraphiQL names a tab after its operation, so the title becomes a comment above it.
const tabs = EXAMPLES.map(({ title, query, variables }) => ({ query: `# ${title}\n${query}\n`, variables: json(variables) }));

// GraphiQL opens a tab, first or restored, without its variables and headers unless told them.
const stored = JSON.parse(localStorage.getItem('graphiql:tabState'));
const { query, variables, headers } = stored?.tabs?.[stored.activeTabIndex] ?? tabs[0];

show();
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, { fetcher: fetcherFor(people), defaultTabs: tabs, query, variables, headers }),
);
