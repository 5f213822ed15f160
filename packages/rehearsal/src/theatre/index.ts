export { openTheatre, type Theatre, type TheatreOptions } from './open-theatre.ts'
export { type MergeMethod, Person } from './person.ts'
