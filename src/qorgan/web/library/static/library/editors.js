/* What the publishing system does by inline scripts, which the content security policy forbids. */
(function () {
  'use strict';
  var choosers = { date: 'initDateChooser', time: 'initTimeChooser', datetime: 'initDateTimeChooser' };
  if (typeof window.chooserUrls === 'undefined') {
    window.chooserUrls = { documentChooser: '/library/edit/documents/chooser/', imageChooser: '', pageChooser: '' };
  }
  function options(element, name) {
    try { return JSON.parse(element.getAttribute(name) || '{}'); } catch (e) { return {}; }
  }
  function begin(root) {
    if (!root.querySelectorAll) { return; }
    var found = Array.prototype.slice.call(root.querySelectorAll('[data-chooser],[data-panel]'));
    if (root.matches && root.matches('[data-chooser],[data-panel]')) { found.push(root); }
    root.querySelectorAll('[data-file-chooser]').forEach(function (element) {
      var place = element.getAttribute('data-file-chooser');
      element.removeAttribute('data-file-chooser');
      if (window.DocumentChooser) { new window.DocumentChooser(place, options(element, 'data-file-chooser-options')); }
    });
    found.forEach(function (element) {
      var kind = element.getAttribute('data-chooser');
      var input = kind && element.querySelector('input');
      var start = kind && window[choosers[kind]];
      if (kind && input && input.id && input.id.indexOf('__prefix__') < 0 && start) {
        element.removeAttribute('data-chooser');
        start(input.id, options(element, 'data-chooser-options'));
      }
      var panel = element.getAttribute('data-panel');
      if (panel && window[panel]) {
        element.removeAttribute('data-panel');
        new window[panel](options(element, 'data-panel-options'));
      }
    });
  }
  function ready(then) {
    if (document.readyState === 'loading') { document.addEventListener('DOMContentLoaded', then); } else { then(); }
  }
  /* Where a translation is written: says with each text what this page had shown, so that nobody's words
     are overwritten unseen, and shows the words that were kept apart. */
  function translating() {
    var editor = document.querySelector('.js-translation-editor');
    if (!editor || !editor.dataset.props) { return; }
    var props = JSON.parse(editor.dataset.props);
    var seen = {};
    var words = {};
    props.initialStringTranslations.forEach(function (one) { words[one.segment_id] = one.data; });
    props.segments.forEach(function (one) { seen[one.editUrl] = words[one.id] || ''; });
    function above(id, html) {
      var there = document.getElementById(id);
      if (there) { there.remove(); }
      if (html) { editor.insertAdjacentHTML('beforebegin', html); }
    }
    var kept = document.getElementById('library-kept');
    if (kept) { editor.parentNode.insertBefore(kept, editor); }
    function say(text) {
      above('library-said', '<p class="library-said" id="library-said" role="alert" tabindex="-1"></p>');
      var box = document.getElementById('library-said');
      box.textContent = text;
      box.scrollIntoView({ block: 'center' });
    }
    function look(address, answer) {
      if (answer.status >= 500) { return; }
      answer.clone().json().then(function (found) {
        seen[address] = found.data || '';
        if (found.kept !== undefined) { above('library-kept', found.kept); say(found.error); }
      }, function () {});
    }
    var plain = window.fetch;
    window.fetch = function (address, options) {
      if (typeof address !== 'string' || seen[address] === undefined || !options) {
        return plain.apply(window, arguments);
      }
      if (!(options.body instanceof FormData)) { options.body = new FormData(); }
      options.body.append('seen', seen[address]);
      return plain.call(window, address, options).then(function (answer) { look(address, answer); return answer; });
    };
  }
  ready(function () {
    begin(document);
    translating();
    new MutationObserver(function (changes) {
      changes.forEach(function (change) {
        Array.prototype.forEach.call(change.addedNodes, begin);
      });
    }).observe(document.body, { childList: true, subtree: true });
    var all = document.querySelector('[name="select_all"]');
    if (all) {
      all.addEventListener('change', function () {
        document.querySelectorAll('[name="locales"]').forEach(function (one) { one.checked = all.checked; });
      });
    }
  });
})();
