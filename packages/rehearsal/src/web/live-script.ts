/** Looks again while something runs, and puts the new content in place of the old; what was unfolded stays so. */
export const LIVE_SCRIPT = `'use strict';
(() => {
  const look = async () => {
    try {
      const reply = await fetch(location.href, { cache: 'no-store' });
      if (!reply.ok) return;
      const page = new DOMParser().parseFromString(await reply.text(), 'text/html');
      const old = document.querySelector('main');
      const now = page.querySelector('main');
      if (old.contains(document.activeElement) && document.activeElement.matches('input, select, textarea')) return;
      if (old.innerHTML !== now.innerHTML) {
        const was = [...old.querySelectorAll('details')].map((fold) => fold.open);
        [...now.querySelectorAll('details')].forEach((fold, at) => {
          if (at < was.length) fold.open = was[at];
        });
        old.innerHTML = now.innerHTML;
      }
      if (!now.hasAttribute('data-live')) {
        old.removeAttribute('data-live');
        clearInterval(timer);
      }
    } catch {
      // The stand-in has ended; the page stays as it is.
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, 1500);
})();
`
