"""What every screen owes its readers, looked at from inside the page; each answers sentences about what is wrong."""

from playwright.sync_api import Page

NARROW, PHONE_HEIGHT = 360, 844
SMALLEST_TARGET = 44  # px, design.md section 8
TAPPED = "a[href], button, input, select, textarea, summary, [role=slider]"
# Small on purpose: a link inside a sentence is as high as its line (the exception of WCAG 2.5.8).
INLINE = "p a, dd a, li > a.link, .skip, .timeline a"

_VISIBLE = """const visible = (element) => {
  const { width, height } = element.getBoundingClientRect()
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
}
"""
_SIDEWAYS = """() => {
  const over = document.scrollingElement.scrollWidth - innerWidth
  if (over <= 0) return ""
  const wide = [...document.querySelectorAll("main *, nav *, section *")].filter(
    (element) => element.getBoundingClientRect().right > innerWidth + 1)
  const last = wide.at(-1)
  return `${over} px too wide: ${last?.outerHTML.slice(0, 140)}`
}"""
_TARGETS = f"""([tapped, smallest, inline]) => {{
  {_VISIBLE}
  const small = []
  for (const element of document.querySelectorAll(tapped)) {{
    const target = element.matches("input") ? element.closest("label") ?? element : element
    if (!visible(target) || target.matches(inline) || element.type === "hidden") continue
    const {{ width, height }} = target.getBoundingClientRect()
    if (Math.min(width, height) < smallest - 0.5)
      small.push(`${{Math.round(width)}} × ${{Math.round(height)}} ${{target.outerHTML.slice(0, 110)}}`)
  }}
  return small
}}"""
_SEALS = f"""() => {{
  {_VISIBLE}
  const probe = document.createElement("button")
  probe.className = "button"
  probe.dataset.kind = "seal"
  document.body.append(probe)
  const red = getComputedStyle(probe).backgroundColor
  probe.remove()
  return [...document.querySelectorAll("body *")]
    .filter((element) => getComputedStyle(element).backgroundColor === red && visible(element))
    .filter((element) => element.getBoundingClientRect().width > 60)
    .map((element) => element.outerHTML.slice(0, 110))
}}"""


def sideways(page: Page) -> list[str]:
    """Whether the page is wider than a narrow phone; leaves the window as it was."""
    size = page.viewport_size
    assert size
    page.set_viewport_size({"width": NARROW, "height": PHONE_HEIGHT})
    found = page.evaluate(_SIDEWAYS)
    page.set_viewport_size(size)
    return [f"at {NARROW} px {found}"] if found else []


def too_wide(page: Page) -> list[str]:
    """Whether the page is wider than its window."""
    found = page.evaluate(_SIDEWAYS)
    return [found] if found else []


def small_targets(page: Page) -> list[str]:
    """What a thumb would miss."""
    return [f"small target {each}" for each in page.evaluate(_TARGETS, [TAPPED, SMALLEST_TARGET, INLINE])]


def many_seals(page: Page) -> list[str]:
    """More than one red action on a screen."""
    found = page.evaluate(_SEALS)
    return [f"{len(found)} seals: {found}"] if len(found) > 1 else []
