// What a program may export of the client. This file does not import the package, so TypeScript has to find the names.
import { smokeball } from './client.js';

export const getToken = () => smokeball.token();
export const { api, fetch, token, explain, list } = smokeball;
export const { get, extend } = smokeball.api;
export const scoped = smokeball.scoped('matters/read');
export const explanation = () => smokeball.explain();
export const age = () => smokeball.explain().token?.age;
export const matters = () => smokeball.api.get('matters');
export const reply = async () => await smokeball.api.get('matters');
export const readJson = () => smokeball.api.get('matters').json;
