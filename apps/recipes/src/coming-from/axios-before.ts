import axios, { type AxiosError } from 'axios';

declare module 'axios' {
  interface InternalAxiosRequestConfig {
    retried?: boolean;
  }
}

const { TOKEN_URL = '', CLIENT_ID = '', CLIENT_SECRET = '', API_URL = '' } = process.env;
const api = axios.create({ baseURL: API_URL });
let token: string | undefined;

async function requestToken(): Promise<string> {
  const parameters = { grant_type: 'client_credentials', client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  const { data } = await axios.post<{ access_token: string }>(TOKEN_URL, new URLSearchParams(parameters));
  return data.access_token;
}

api.interceptors.request.use(async (config) => {
  token ??= await requestToken();
  config.headers.set('Authorization', `Bearer ${token}`);
  return config;
});

api.interceptors.response.use(undefined, async (error: AxiosError) => {
  const { config, response } = error;
  if (config === undefined || response?.status !== 401 || config.retried) throw error;
  config.retried = true;
  token = await requestToken();
  return await api.request(config);
});

export async function getInvoices(): Promise<unknown> {
  const { data } = await api.get<unknown>('/invoices');
  return data;
}
