/**
 * That a row is of the area, where it is found by another key: said so that the planner cannot take the area for the key
 * (coalesce). Of a table that has just grown it believes that an area has next to no rows, and would read all of them.
 */
export const areaEqualsNoIndex = (column: string, area: string): string =>
  `coalesce(${column} = ${area}::uuid, false)`;
