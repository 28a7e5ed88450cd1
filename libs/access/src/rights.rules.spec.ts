import {
  agencyIn,
  cellOf,
  type Grant,
  isKnownPair,
  matrix,
  rightOf,
  tokenRight,
  tokenScopes,
} from './rights.rules.js';

const [A, B, C] = ['area-a', 'area-b', 'area-c'];
const all = [A, B, C];
const coordinator = (areaId: string | null): Grant => ({ role: 'coordinator', areaId });

describe('rights', () => {
  it('are refused by default', () => {
    expect(rightOf([], all, 'employer', 'list')).toBeUndefined();
    expect(rightOf([{ role: 'administrator', areaId: null }], all, 'employer', 'list')).toBeUndefined();
    expect(isKnownPair('employer', 'send')).toBe(false);
    expect(isKnownPair('nothing', 'list')).toBe(false);
  });

  it('hold in the areas of the grant only; one without an area holds in all', () => {
    expect(rightOf([coordinator(A)], all, 'employer', 'create')?.areas).toEqual([A]);
    expect(rightOf([coordinator(A), coordinator(B)], all, 'employer', 'create')?.areas).toEqual([A, B]);
    expect(rightOf([coordinator(null)], all, 'employer', 'create')?.areas).toEqual(all);
    expect(rightOf([coordinator(A)], all, 'employer', 'create', B)).toBeUndefined();
  });

  it('do not spill from a wide role in one area into another area', () => {
    const grants: Grant[] = [coordinator(A), { role: 'partner', areaId: B, agencyId: 'jobcentre' }];
    const inA = rightOf(grants, all, 'employer', 'list', A);
    const inB = rightOf(grants, all, 'employer', 'list', B);
    expect(inA).toMatchObject({ areas: [A], fields: undefined });
    expect(inB).toMatchObject({ areas: [B], fields: 'employer.shared' });
  });

  it('add up inside one area to the wider one', () => {
    const grants: Grant[] = [{ role: 'partner', areaId: A, agencyId: 'x' }, coordinator(A)];
    expect(rightOf(grants, all, 'contact', 'change', A)).toMatchObject({ scope: 'area', areas: [A] });
  });

  it('are for one agency in an area, unless somebody is of the team as well', () => {
    const partner: Grant = { role: 'partner', areaId: A, agencyId: 'x' };
    expect(agencyIn([partner], A)).toBe('x');
    for (const role of ['commissioner', 'administrator', 'regional_lead'] as const)
      expect(agencyIn([{ role, areaId: null }, partner], A)).toBe('x');
    expect(agencyIn([partner, coordinator(A)], A)).toBeNull();
    expect(agencyIn([partner, { role: 'partner', areaId: B, agencyId: 'y' }], B)).toBe('y');
    expect(agencyIn([coordinator(B)], B)).toBeNull();
  });

  it('of the public are no staff right: those pages have their own address', () => {
    expect(cellOf('commissioner', 'training_session', 'list')?.scope).toBe('public');
    expect(rightOf([{ role: 'commissioner', areaId: A }], all, 'training_session', 'list')).toBeUndefined();
  });

  it('of a token are the smallest of scopes, areas and person', () => {
    const token = { scopes: ['employer:list', 'message_metadata:list'], areaIds: [A, B] };
    expect(tokenRight(token, [coordinator(B), coordinator(C)], all, 'employer', 'list')?.areas).toEqual([B]);
    expect(tokenRight(token, [coordinator(B)], all, 'employer', 'see')).toBeUndefined();
    expect(tokenRight(token, [coordinator(C)], all, 'employer', 'list')).toBeUndefined();
    expect(tokenRight(token, [coordinator(A)], all, 'message_metadata', 'list')?.fields).toBe(
      'message.delivery',
    );
  });

  it('of a token show no field that its person does not see', () => {
    const token = { scopes: ['employer:list', 'message_metadata:list'], areaIds: all };
    const partner: Grant = { role: 'partner', areaId: A, agencyId: 'x' };
    expect(tokenRight(token, [partner], all, 'employer', 'list')?.fields).toBe('employer.shared');
    expect(tokenRight(token, [coordinator(A)], all, 'employer', 'list')?.fields).toBeUndefined();
    // What a partner or regional lead sees of mail is no part of what a token may see of it.
    for (const grant of [partner, { role: 'regional_lead', areaId: A } as const])
      expect(tokenRight(token, [grant], all, 'message_metadata', 'list')).toBeUndefined();
    expect(tokenRight(token, [partner, coordinator(B)], all, 'message_metadata', 'list')?.areas).toEqual([B]);
  });

  it('of a token are those of its own areas, whatever its person may do in others', () => {
    const grants: Grant[] = [coordinator(A), { role: 'partner', areaId: B, agencyId: 'x' }];
    const token = (...areaIds: string[]) => ({ scopes: ['employer:list', 'employer:create'], areaIds });
    expect(tokenRight(token(B), grants, all, 'employer', 'list')).toMatchObject({
      areas: [B],
      fields: 'employer.shared',
    });
    expect(tokenRight(token(A, B), grants, all, 'employer', 'list')).toEqual(
      expect.objectContaining({ areas: [A] }),
    );
    expect(tokenRight(token(B), grants, all, 'employer', 'create')?.conditions).toEqual(['draft']);
    expect(tokenRight(token(A, B), grants, all, 'employer', 'create')).toMatchObject({
      areas: [A],
      conditions: [],
    });
  });

  it('of a token never reach answers, bodies, access needs, the audit, export or sending', () => {
    const reach = tokenScopes.filter((scope) =>
      /^(answer_|message_body|access_need|audit|user)|:(export|send)$/.test(scope),
    );
    expect(reach).toEqual([]);
    const everything = { scopes: ['audit:list', 'employer:export'], areaIds: all };
    expect(
      tokenRight(everything, [{ role: 'administrator', areaId: null }], all, 'audit', 'list'),
    ).toBeUndefined();
    expect(tokenRight(everything, [coordinator(A)], all, 'employer', 'export')).toBeUndefined();
  });

  it('come from a matrix that knows each pair it grants', () => {
    for (const [resource, verbs] of Object.entries(matrix.grants))
      for (const verb of Object.keys(verbs))
        expect([resource, verb, isKnownPair(resource, verb)]).toEqual([resource, verb, true]);
  });
});
