//! How the report looks: on a telephone, on a screen, on paper. No font, picture or script from elsewhere.

/// The style sheet.
pub const STYLE: &str = "
:root { --ink: #16191d; --soft: #4a5158; --line: #c9ced4; --paper: #fff; --wash: #f4f5f7; --accent: #0b4f7d }
* { box-sizing: border-box }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100% }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0; color: var(--ink); background: var(--paper); font: 17px/1.55 Georgia, 'Times New Roman', 'Noto Serif', serif }
.skip { position: absolute; left: -999rem } .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem }
header { border-top: 6px solid var(--ink); margin-top: 0; padding-top: 1.75rem }
h1 { font-size: clamp(1.9rem, 5vw, 2.9rem); line-height: 1.1; margin: 0 0 .5rem; letter-spacing: -.01em; text-wrap: balance }
h2 { font-size: clamp(1.35rem, 3.2vw, 1.75rem); line-height: 1.2; margin: 3.25rem 0 .5rem; padding-top: .6rem; border-top: 2px solid var(--ink); text-wrap: balance }
h3 { font-size: 1.1rem; margin: 0 0 .2rem }
p { max-width: 44rem; margin: .5rem 0 .9rem; overflow-wrap: anywhere }
.subtitle, .note, nav, table, figcaption, .card p, footer { font-family: system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif }
.subtitle, .note, figcaption { color: var(--soft); font-size: .86rem; line-height: 1.45 }
.lead p { font-size: 1.12rem }
nav { font-size: .9rem; border-block: 1px solid var(--line); padding: .6rem 0; margin: 1.4rem 0 0 }
nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem }
nav a { display: inline-block; padding: .25rem 0 }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 2px }
a:focus-visible, .scroll:focus-visible, summary:focus-visible { outline: 3px solid #d55e00; outline-offset: 2px }
figure { margin: 1.2rem 0 } figure svg { display: block; width: 100%; height: auto }
.scroll { overflow-x: auto; margin: .8rem 0 .3rem }
table { border-collapse: collapse; font-size: .84rem; line-height: 1.35; min-width: 100% }
caption { text-align: left; font-weight: 600; padding: .3rem 0; font-size: .92rem }
th, td { text-align: left; vertical-align: top; padding: .38rem .7rem .38rem 0; border-bottom: 1px solid var(--line) }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; font-weight: 600 }
td { max-width: 22rem; overflow-wrap: break-word } td.d { white-space: nowrap } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tbody tr:nth-child(even) { background: var(--wash) }
.m { font-family: ui-monospace, Consolas, 'DejaVu Sans Mono', monospace; font-size: .92em; white-space: nowrap }
.card { border-top: 1px solid var(--line); padding: .9rem 0 .4rem } .card p { font-size: .86rem; color: var(--soft); margin: .1rem 0 .3rem; max-width: none }
.none { color: var(--soft); font-style: italic }
details > summary { cursor: pointer; font-family: system-ui, sans-serif; font-size: .92rem; padding: .4rem 0 }
footer { border-top: 1px solid var(--line); margin-top: 3rem; padding-block: 1rem 3rem; font-size: .86rem; color: var(--soft) }
:target { background: #fff3c4; scroll-margin-top: 1rem }
@media (max-width: 30rem) { body { font-size: 16px } header, main, footer { padding: 0 .9rem } header { padding-top: 1.2rem } table { font-size: .8rem } }
@media print {
  @page { size: A4; margin: 16mm 14mm }
  body { font-size: 10pt } nav, .skip { display: none } header, main, footer { max-width: none; padding: 0 }
  a { color: inherit; text-decoration: none } .scroll { overflow: visible } table { font-size: 7.5pt } td { max-width: none }
  h2 { break-after: avoid } figure, tr, .card h3 { break-inside: avoid } thead { display: table-header-group }
}
";
