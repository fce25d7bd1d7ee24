// Holds a report against the accessibility rules that a program can check, in headless Chromium:
//   npm install axe-core puppeteer-core
//   node tests/page/axe.js output/<folder>/report.html [path of chromium]
// Says how many rules are broken, whether the page scrolls sideways at 320 px, and prints it on A4.
const path = require('path');
const puppeteer = require(require.resolve('puppeteer-core', { paths: [process.cwd()] }));
const axe = require.resolve('axe-core/axe.min.js', { paths: [process.cwd()] });

(async () => {
  const [page_file, browser_path = '/usr/bin/chromium'] = process.argv.slice(2);
  const browser = await puppeteer.launch({ executablePath: browser_path, args: ['--no-sandbox'] });
  const page = await browser.newPage();
  const url = 'file://' + path.resolve(page_file);
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(url);
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
  await page.addScriptTag({ path: axe });
  const found = await page.evaluate(async () => await window.axe.run());
  for (const rule of found.violations) {
    console.log(`${rule.id} (${rule.impact}): ${rule.nodes.length} places, first ${rule.nodes[0].html.slice(0, 160)}`);
  }
  console.log(`${found.violations.length} rules broken, ${found.passes.length} kept`);
  await page.setViewport({ width: 320, height: 640 });
  await page.goto(url);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  console.log(`at 320 px the page is ${width} px wide`);
  await page.pdf({ path: page_file.replace(/\.html$/, '.pdf'), preferCSSPageSize: true });
  await browser.close();
  process.exitCode = found.violations.length > 0 || width > 320 ? 1 : 0;
})();
