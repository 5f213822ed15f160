import type { Limits } from '../limits.ts';
import type { Ticket } from '../model/batch-queue.ts';
import type { Fleet } from '../model/fleet.ts';
import { type Reply } from './reply.ts';
import type { Route } from './route.ts';
export interface Question {
    readonly route: Route;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: Uint8Array;
    /** Told of the ticket, so that it can be cancelled when the client goes away. */
    readonly onTicket: (ticket: Ticket) => void;
}
export interface AnswerPorts {
    readonly fleet: Fleet;
    readonly limits: Limits;
    /** The server is on its way out. */
    readonly leaving: boolean;
}
/** Answers one request of the protocol. @throws what errorReply() turns into an answer */
export declare function answer(question: Question, ports: AnswerPorts): Promise<Reply>;
