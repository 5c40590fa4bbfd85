// Run by `npm run css`: notes which sources the committed stylesheets were built from; a test compares.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const folder = new URL(".", import.meta.url).pathname;
const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".css")).sort();
const sum = createHash("sha256");
for (const name of names) sum.update(name).update(readFileSync(folder + name));
writeFileSync(`${folder}built-from.txt`, `${sum.digest("hex")}\n`);
