/** Surveys on the web: planning and sending waves, answering by link, what changed. */
export { SurveysWebModule } from './surveys.module.js';
