// Says when the page's link is up, for whoever drives it by machine; and loads the page again once a coordinator is back that knows
// nothing of it any more.
window.mintLive = () => { document.body.dataset.live = ''; };

// Tells a page which of its parts are in sight, or nearly, so that the others need not be there.
window.mintSight = (root, page) => {
  const seen = new Set();
  const sight = new IntersectionObserver(changes => {
    if (!root.isConnected) {
      sight.disconnect();
      parts.disconnect();
      return;
    }

    changes.forEach(change => change.isIntersecting ? seen.add(change.target) : seen.delete(change.target));
    // It may be closed meanwhile; then nobody needs to know.
    page.invokeMethodAsync('See', [...seen].filter(part => part.isConnected).map(part => part.dataset.part)).catch(() => {});
  }, { rootMargin: '600px' });
  const watch = () => root.querySelectorAll('[data-part]').forEach(part => sight.observe(part));
  const parts = new MutationObserver(watch);
  parts.observe(root, { childList: true });
  watch();
};

const again = () => fetch('/healthz', { cache: 'no-store' }).then(() => location.reload(), () => setTimeout(again, 3000));

document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', change => {
  if (change.detail.state === 'rejected' || change.detail.state === 'failed') {
    again();
  }
});
