// Small comforts for every page. Everything works without this file.
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('ll-js');

  // People tap twice: the second tap sends nothing. The button is disabled after the browser has
  // read its name and value.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.hasAttribute('data-sent')) { event.preventDefault(); return; }
    form.setAttribute('data-sent', '');
    setTimeout(function () { setButtons(form, true); }, 0);
    setTimeout(function () { release(form); }, 15000);
  });
  function setButtons(form, disabled) {
    [].forEach.call(form.elements, function (element) {
      if (element.type === 'submit') element.disabled = disabled;
    });
  }
  function release(form) { form.removeAttribute('data-sent'); setButtons(form, false); }

  // Web views keep a page as it was when somebody goes back to it; a matter may have moved on.
  window.addEventListener('pageshow', function (event) {
    [].forEach.call(document.querySelectorAll('form[data-sent]'), release);
    if (event.persisted) window.location.reload();
  });

  // A menu that is wider than a phone shows where one is.
  var here = document.querySelector('.ll-portal-head nav [aria-current]');
  if (here) here.parentNode.scrollLeft = here.offsetLeft - here.parentNode.offsetLeft;

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-print]');
    if (button) window.print();
    var drop = event.target.closest && event.target.closest('[data-draft-drop]');
    if (drop) forget('draft-' + drop.getAttribute('data-draft-drop'));
  });

  // At a shared counter the session locks itself; what is on the screen goes with it. The pages of
  // one browser share the session, so the last one that was opened counts for all, and so does
  // whoever types or touches: the server hears of it once a minute, and locks when the page does.
  // What was typed waits in this tab for the same session.
  var tab;
  try { tab = window.sessionStorage; } catch (refused) { tab = null; }
  var locksAfter = Number(root.getAttribute('data-locks-after'));
  if (locksAfter) {
    var opened = Date.now(), locking = false;
    remember(opened);
    ['input', 'keydown', 'pointerdown', 'touchstart'].forEach(function (kind) {
      document.addEventListener(kind, function () {
        var now = Date.now(), quiet = now - latest();
        if (!locking && quiet >= 60000 && quiet <= locksAfter * 1000) tell(now);
      }, true);
    });
    setInterval(function () { if (Date.now() - latest() > locksAfter * 1000) lock(); }, 1000);
    putBack();
  } else if (tab && !document.querySelector('[data-unlocking]')) tab.removeItem('locked');
  function tell(now) {
    var token = document.querySelector('input[name=csrf]');
    if (!token || !window.fetch || !window.URLSearchParams) return;
    remember(now);
    var body = new URLSearchParams();
    body.append('csrf', token.value);
    fetch('/w/here', { method: 'POST', body: body, credentials: 'same-origin', redirect: 'manual' })
      .then(function (answer) { if (answer.type === 'opaqueredirect') lock(); }, function () {});
  }
  function lock() {
    if (locking) return;
    locking = true;
    var forms = [].map.call(document.querySelectorAll('form[method=post]'), function (form) {
      var place = form.elements.place;
      return { action: form.getAttribute('action'), place: place && place.value, values: valuesOf(form, typed(form)) };
    });
    var kept = { whose: root.getAttribute('data-locks-whose'), forms: forms };
    try { if (tab) tab.setItem('locked', JSON.stringify(kept)); } catch (full) { /* The screen goes all the same. */ }
    window.location.replace(root.getAttribute('data-unlock'));
  }
  function putBack() {
    var kept;
    try { kept = JSON.parse(tab.getItem('locked')); } catch (broken) { kept = null; }
    if (!kept) return;
    if (kept.whose !== root.getAttribute('data-locks-whose')) { tab.removeItem('locked'); return; }
    var forms = [].slice.call(document.querySelectorAll('form[method=post]')), moving;
    kept.forms.forEach(function (was) {
      var at = 0;
      while (at < forms.length && forms[at].getAttribute('action') !== was.action) at += 1;
      if (at === forms.length) return;
      var form = forms.splice(at, 1)[0], fresh = form.getAttribute('data-locked-place');
      if (fresh && was.place && (!form.elements.place || form.elements.place.value !== was.place) && !kept.moved) {
        moving = fresh + encodeURIComponent(was.place);
        return;
      }
      eachOf(form, function (element) {
        var value = was.values[element.name];
        if (value === undefined) return;
        if (element.type === 'radio' || element.type === 'checkbox') {
          element.checked = value.indexOf(element.value) >= 0;
        } else element.value = value;
      });
    });
    if (!moving) { tab.removeItem('locked'); return; }
    kept.moved = true;
    tab.setItem('locked', JSON.stringify(kept));
    window.location.replace(moving);
  }
  function eachOf(form, visit) {
    [].forEach.call(form.elements, function (element) {
      if (element.name && !/^(hidden|file|password|submit|button)$/.test(element.type)) visit(element);
    });
  }
  // Names of fields that were touched: what somebody else changed meanwhile stays as it is now.
  function typed(form) {
    var names = {};
    eachOf(form, function (element) {
      var other = element.type === 'radio' || element.type === 'checkbox'
        ? element.checked !== element.defaultChecked
        : element.options
          ? [].some.call(element.options, function (option) { return option.selected !== option.defaultSelected; })
          : element.value !== element.defaultValue;
      if (other) names[element.name] = true;
    });
    return names;
  }
  function valuesOf(form, only) {
    var values = {};
    eachOf(form, function (element) {
      if (only && !only[element.name]) return;
      if (element.type === 'radio' || element.type === 'checkbox') {
        values[element.name] = values[element.name] || [];
        if (element.checked) values[element.name].push(element.value);
      } else values[element.name] = element.value;
    });
    return values;
  }
  function remember(at) { try { window.localStorage.setItem('seen', at); } catch (refused) { opened = at; } }
  function latest() {
    try { return Number(window.localStorage.getItem('seen')); } catch (refused) { return opened; }
  }

  // The browser's own words beside a file are in the browser's language; ours are in the page's.
  document.addEventListener('change', function (event) {
    if (event.target.type !== 'file') return;
    var name = event.target.parentNode.querySelector('[data-file-name]');
    if (name) name.textContent = event.target.files.length ? event.target.files[0].name : name.getAttribute('data-file-name');
  });

  // Messages that are on the screen are read; the button does it where scripts do not run.
  var quiet = document.querySelector('form[data-quietly]');
  if (quiet && window.fetch && window.URLSearchParams) {
    var pairs = new URLSearchParams();
    [].forEach.call(quiet.elements, function (element) {
      if (element.name) pairs.append(element.name, element.value);
    });
    fetch(quiet.action, { method: 'POST', body: pairs, credentials: 'same-origin', redirect: 'manual' })
      .then(function () { quiet.hidden = true; }, function () {});
  }

  var errors = document.querySelector('[data-errors]');
  if (errors) errors.focus();

  // What was written into a long form survives a call or an accidental back, in this tab and for the
  // same person only: words and choices, and the place by going to its address; photos do not, and a
  // note says so.
  var store = tab;
  if (!store) return;
  function forget(key) { if (store) store.removeItem(key); }
  var done = document.querySelector('[data-draft-done]');
  if (done) forget('draft-' + done.getAttribute('data-draft-done'));
  [].forEach.call(document.querySelectorAll('form[data-draft]'), function (form) {
    var key = 'draft-' + form.getAttribute('data-draft');
    var saved;
    try { saved = JSON.parse(store.getItem(key)); } catch (broken) { saved = null; }
    var whose = form.getAttribute('data-draft-whose') || '';
    if (saved && saved['@whose'] !== whose) { forget(key); saved = null; }
    var place = form.elements.place && form.elements.place.value;
    var fresh = form.getAttribute('data-draft-place');
    if (saved && fresh && saved.place && saved.place !== place) {
      var chosen = saved.place;
      delete saved.place;
      store.setItem(key, JSON.stringify(saved));
      window.location.replace(fresh + encodeURIComponent(chosen));
      return;
    }
    var restored = false;
    if (saved) eachOf(form, function (element) {
      var value = saved[element.name];
      if (value === undefined) return;
      if (element.type === 'radio' || element.type === 'checkbox') {
        element.checked = value.indexOf(element.value) >= 0;
      } else if (!element.value && value) {
        element.value = value;
        restored = restored || (element.type === 'textarea' && /\S/.test(value));
      }
    });
    var note = restored && document.querySelector('[data-draft-note]');
    if (note) note.hidden = false;
    function keep() {
      var values = valuesOf(form);
      values['@whose'] = whose;
      if (place) values.place = place;
      try { store.setItem(key, JSON.stringify(values)); } catch (full) { return; }
    }
    if (form.elements.text && form.elements.text.value) keep();
    form.addEventListener('input', keep);
    form.addEventListener('change', keep);
  });
})();
