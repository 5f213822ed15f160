import { type AnswerPorts } from './answer.ts';
export interface HttpOptions extends Omit<AnswerPorts, 'leaving'> {
    readonly host: string;
    readonly port: number;
    readonly log: (line: string) => void;
}
/** The listener: takes requests, writes answers, and ends without cutting one off. */
export declare class HttpServer {
    #private;
    private constructor();
    /** @throws serve/address-unusable */
    static listen(options: HttpOptions): Promise<HttpServer>;
    get port(): number;
    get url(): string;
    /** Takes no more connections, and resolves when every request is answered, or the time for it is up. */
    close(): Promise<void>;
}
