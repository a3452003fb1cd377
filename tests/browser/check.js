// Opens a page from disk in Debian's Chromium with the network off, at the width of a phone and of a desktop, and prints
// what is wrong with it as JSON: messages of the console, requests, overflow, and what axe finds with all details open.
//   node check.js PAGE CHROMIUM [FOLDER]     with a folder, pictures of the page and its print are left there
const fs = require("node:fs");
const { chromium } = require("playwright-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [page, executablePath, folder] = process.argv.slice(2);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

async function look(browser, name) {
  const context = await browser.newContext({ viewport: sizes[name], offline: true, bypassCSP: true });
  const tab = await context.newPage();
  const wrong = [];
  tab.on("console", (message) => wrong.push(`console: ${message.text()}`));
  tab.on("pageerror", (error) => wrong.push(`error: ${error}`));
  tab.on("request", (request) => request.url().startsWith("file:") || wrong.push(`request: ${request.url()}`));
  await tab.goto(`file://${page}`);
  if (folder) await tab.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  const width = await tab.evaluate(() => document.documentElement.scrollWidth);
  if (width > sizes[name].width) wrong.push(`overflow: ${width}`);
  await tab.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  await tab.addScriptTag({ content: axe });
  const found = await tab.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  wrong.push(...found.violations.map((one) => `axe: ${one.id}: ${one.nodes[0].html}`));
  await context.close();
  return wrong;
}

async function print(browser) {
  const tab = await browser.newPage();
  await tab.goto(`file://${page}`);
  await tab.pdf({ path: `${folder}/print.pdf`, preferCSSPageSize: true });
}

(async () => {
  const browser = await chromium.launch({ executablePath, args: quiet });
  const wrong = {};
  for (const name of Object.keys(sizes)) wrong[name] = await look(browser, name);
  if (folder) await print(browser);
  await browser.close();
  console.log(JSON.stringify(wrong));
})();
