// The queue by keyboard: J and K move, X picks, Enter opens, / searches. Every one of them is also
// a link or a box. Not loaded when the viewer turned shortcuts off.
(function () {
  'use strict';
  var table = document.querySelector('[data-queue]');
  var rows = table ? [].slice.call(table.querySelectorAll('tbody tr')) : [];
  var current = -1;

  function box(row) { return row.querySelector('input[type=checkbox]'); }
  function show(row) { row.classList.toggle('ll-is-picked', box(row).checked); }
  function go(place) {
    if (!rows[place]) return;
    if (rows[current]) rows[current].classList.remove('ll-is-current');
    current = place;
    rows[place].classList.add('ll-is-current');
    rows[place].querySelector('a').focus({ preventScroll: true });
    rows[place].scrollIntoView({ block: 'nearest' });
  }
  function writing(element) {
    return /^(TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable ||
      element.tagName === 'INPUT' && !/^(checkbox|radio|submit|button)$/.test(element.type);
  }

  if (table) {
    var label = table.querySelector('[data-pick-all]');
    var all = label.querySelector('input');
    label.hidden = false;
    table.addEventListener('change', function (event) {
      if (event.target === all) rows.forEach(function (row) { box(row).checked = all.checked; });
      rows.forEach(show);
    });
    rows.forEach(show);
  }
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if (writing(event.target)) return;
    if (event.key === 'j') go(current + 1);
    else if (event.key === 'k') go(current - 1);
    else if (event.key === 'x' && rows[current]) {
      box(rows[current]).checked = !box(rows[current]).checked;
      show(rows[current]);
    } else if (event.key === '/') {
      var search = [].filter.call(document.querySelectorAll('input[type=search]'), function (input) {
        return input.offsetParent !== null;
      })[0];
      if (search) { search.focus(); event.preventDefault(); }
    }
  });
})();
