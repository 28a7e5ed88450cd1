/** What this lib writes down as having happened; `data` above each kind. Its `fields` are columns of the employer or contact. */
export const employersFacts = {
  /** {} */
  added: 'employers.added',
  /** { runId, fileName } */
  imported: 'employers.imported',
  /** { runId, fileName, fields: string[] } */
  importChanged: 'employers.import-changed',
  /** { runId, fileName, fields: string[] } */
  importReverted: 'employers.import-reverted',
  /** { fields: string[] } */
  changed: 'employers.changed',
  /** { from, to, why?, undoes?: fact id, charter?: true when signing or ending a charter made the move } */
  stageMoved: 'employers.stage-moved',
  /** {} */
  contactAdded: 'employers.contact-added',
  /** { fields: string[] } */
  contactChanged: 'employers.contact-changed',
  /** { wasPrimary?: true } */
  contactLeft: 'employers.contact-left',
  /** {} */
  contactBack: 'employers.contact-back',
  /** { activityId, kind }; the words stand in the activity */
  activityLogged: 'employers.activity-logged',
  /** { title, dueOn } */
  taskAdded: 'employers.task-added',
  /** { title, fields: string[], dueOn? the new day, owner? the name of whose it is now, '' for nobody's } */
  taskChanged: 'employers.task-changed',
  /** { title } */
  taskDone: 'employers.task-done',
  /** { title } */
  taskCalledOff: 'employers.task-called-off',
  /** { title } */
  taskReopened: 'employers.task-reopened',
} as const;
