import { describe, expect, it } from '@jest/globals';
import { areaSettings, missingSettings, settingChanges } from './area-settings.rules.js';

const full = {
  controller: 'Calderdale Council',
  postalAddress: '1 Sample Street',
  replyTo: 'team@council.example',
  officer: 'Robin Example',
  basis: 'public-task',
};

describe('what an area says about itself', () => {
  it('is called after the area until it has a name', () => {
    expect(areaSettings({ name: 'Calderdale', settings: {} })).toEqual({
      networkName: 'Calderdale Mindful Employer network',
    });
    const settings = { networkName: ' Well in Calderdale ', telephone: '  ', strange: 'x', officer: 7 };
    expect(areaSettings({ name: 'Calderdale', settings })).toEqual({ networkName: 'Well in Calderdale' });
  });

  it.each(Object.keys(full))('lacks a notice without %s', (key) => {
    expect(missingSettings({ name: 'Calderdale', settings: { ...full, [key]: ' ' } })).toEqual([key]);
  });

  it('lacks nothing with all of them', () => {
    expect(missingSettings({ name: 'Calderdale', settings: full })).toEqual([]);
  });

  it('changes what differs, says what was there, and dates the notice', () => {
    const today = '2026-11-29';
    expect(settingChanges(full, { officer: ' Robin Example ' }, today)).toEqual({});
    expect(settingChanges(full, { officer: 'Kim Example', telephone: '' }, today)).toEqual({
      officer: ['Robin Example', 'Kim Example'],
      noticeDate: [null, today],
    });
    expect(settingChanges({ ...full, telephone: '01', noticeDate: today }, { telephone: '' }, today)).toEqual(
      { telephone: ['01', null] },
    );
  });
});
