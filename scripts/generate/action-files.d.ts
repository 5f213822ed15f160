/** Typed readers, README tables and the reference page, from each action.yml and action-types.yml. */
export declare function actionFiles(root: string): Map<string, string>;
