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
  ready(function () {
    begin(document);
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
