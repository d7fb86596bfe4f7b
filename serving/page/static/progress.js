// A bar at the top of the page for whatever takes longer than a moment.

const SLOW = 300;

let slow = 0;

function count(more) {
  slow += more;
  document.documentElement.classList.toggle("waiting", slow > 0);
}

// The same promise, watched until it is settled.
export async function watched(promise) {
  let counted = false;
  const timer = setTimeout(() => {
    counted = true;
    count(1);
  }, SLOW);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    if (counted) count(-1);
  }
}
